//! temporary dump
use std::io::BufRead;
use rolecall::*;
fn main(){
  let c=Classifier::builtin().unwrap();
  let blank=std::env::args().any(|a|a=="--blank");
  let f=std::io::BufReader::new(std::fs::File::open("../shared/gold/dev.jsonl").unwrap());
  for l in f.lines(){ let l=l.unwrap(); let r:serde_json::Value=serde_json::from_str(&l).unwrap();
    let s=|k:&str| r[k].as_str().unwrap_or("").to_owned();
    let (t,co,b)=(if blank {String::new()} else {s("title")},s("company"),s("description"));
    let v=c.classify(&Posting{title:&t,company:&co,body:&b});
    let mut j=serde_json::to_value(&v).unwrap(); j["id"]=r["id"].clone(); println!("{j}");
  }
}

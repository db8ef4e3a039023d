"""Many postings on Spark: spark-submit spark_job.py POSTINGS.jsonl TAGGED.parquet

Every worker needs rolecall, pyarrow and PYSPARK_PYTHON. One pass, no shuffle: a task that is run
again gives the same rows.
"""

import sys

from pyspark.sql import SparkSession

import rolecall.spark

spark = SparkSession.builder.appName("rolecall").getOrCreate()
postings = spark.read.json(sys.argv[1])
tagged = rolecall.spark.tag(postings, keep=["id"], columns=["role", "confidence", "flags"])
tagged.write.mode("overwrite").parquet(sys.argv[2])
spark.read.parquet(sys.argv[2]).groupBy("rolecall_role").count().orderBy("rolecall_role").show()

//! What JavaScript sees: it asks for room, writes a request there, and reads the answer.
//!
//! Both texts stay in buffers of ours, so that no memory changes hands and nothing here is unsafe
//! but that the names are exported as they are.

use std::sync::Mutex;

use crate::requests::answer;

static REQUEST: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Buffers above this size go back once they are not needed.
const KEPT: usize = 1 << 20;

/// Makes room for a request of `length` bytes of UTF-8, and says where.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rolecall_room(length: usize) -> *mut u8 {
    let Ok(mut request) = REQUEST.lock() else { return std::ptr::null_mut() };
    request.clear();
    request.shrink_to(KEPT);
    request.resize(length, 0);
    request.as_mut_ptr()
}

/// Answers the request, and says how many bytes the answer has.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rolecall_answer() -> usize {
    let (Ok(request), Ok(mut kept)) = (REQUEST.lock(), ANSWER.lock()) else { return 0 };
    *kept = answer(&String::from_utf8_lossy(&request)).into_bytes();
    kept.len()
}

/// Where the answer is, until the next request.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rolecall_answer_at() -> *const u8 {
    ANSWER.lock().map_or(std::ptr::null(), |kept| kept.as_ptr())
}

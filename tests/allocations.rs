//! A clean query allocates nothing: counted, not asserted in prose.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use pelita::Interceptor;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// The test's own allocator is the one place where `unsafe` cannot be avoided.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|c| c.set(c.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(query: &str) -> usize {
    let before = COUNT.get();
    std::hint::black_box(Interceptor::builtin().screen(query));
    COUNT.get() - before
}

#[test]
fn a_clean_query_allocates_nothing() {
    let clean = [
        "best pizza near me",
        "suicide squad trailer",
        "resep rendang 2024",
        "погода в москве завтра",
        "東京 天気 明日",
        "ps5 preis c++ b2b",
        "#throwbackthursday",
        "k.i.t.t. car",
        "die hard",
    ];
    assert!(
        clean.iter().all(|q| !Interceptor::builtin().screen(q).is_clean() || allocations(q) == 0),
        "{:?}",
        clean.map(|q| (q, allocations(q)))
    );
    assert_eq!(allocations(&"how to bake sourdough bread at home ".repeat(100)), 0);
    assert!(allocations("i want to kill myself") > 0, "the counter counts");
}

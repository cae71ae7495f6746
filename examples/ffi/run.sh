#!/usr/bin/env bash
# Builds the C library and runs the examples in C (shared and static) and in Python; under Valgrind if it is installed.
# With --asan also the Rust tests of the C ABI under AddressSanitizer (needs a nightly toolchain).
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
out=$target/ffi
mkdir -p "$out"

if command -v cbindgen > /dev/null; then
    cbindgen --quiet --config cbindgen.toml --output include/pelita.h --verify src/ffi.rs
    echo "include/pelita.h is in step with src/ffi.rs"
else
    echo "cbindgen is not here: include/pelita.h is not compared"
fi

cargo rustc --release --lib --features ffi --crate-type cdylib,staticlib
warn="-std=c11 -O1 -g -Wall -Wextra -Wpedantic -Werror -I include"
# The system libraries that `cargo rustc ... -- --print native-static-libs` names.
cc $warn examples/ffi/query.c -o "$out/query-static" "$target/release/libpelita.a" -lgcc_s -lutil -lrt -lpthread -lm -ldl
cc $warn examples/ffi/query.c -o "$out/query-shared" -L "$target/release" -lpelita "-Wl,-rpath,$(cd "$target/release" && pwd)"

queries=("pengen mati aja" "resep rendang" "" "gol bunuh diri" "i want to kill myself")
for how in static shared; do
    "$out/query-$how" ID "id, en;q=0.5" "${queries[@]}" > "$out/$how.txt"
    [ "$(cut -d' ' -f1 "$out/$how.txt" | tr '\n' ' ')" = "4 0 0 0 4 " ] || { echo "query-$how: other answers than expected"; exit 1; }
    [ "$(grep -c healing119 "$out/$how.txt")" = 2 ] || { echo "query-$how: another card than expected"; exit 1; }
    echo "query-$how: 5 answers, 2 cards"
done
cmp "$out/static.txt" "$out/shared.txt"
python3 examples/ffi/query.py "$target/release/libpelita.so" ID "id, en;q=0.5" "${queries[@]}" | tee "$out/python.txt"
[ "$(grep -c '^-$' "$out/python.txt")" = 3 ] || { echo "query.py: other answers than expected"; exit 1; }

if command -v valgrind > /dev/null; then
    # The built-in set lives as long as the program; its hash tables are held by pointers into their middle, which Valgrind calls "possible".
    valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect --error-exitcode=9 \
        "$out/query-static" ID id "${queries[@]}" > "$out/valgrind.txt"
    cmp <(cut -d' ' -f1 "$out/valgrind.txt") <(cut -d' ' -f1 "$out/static.txt")
    echo "valgrind: no error, no leak"
else
    echo "valgrind is not here"
fi

if [ "${1:-}" = --asan ]; then
    RUSTFLAGS=-Zsanitizer=address cargo +nightly test --target "$(rustc -vV | sed -n 's/^host: //p')" --features ffi --test ffi
fi

#!/bin/sh
# Counts one made-up log twice, by `query_log count` on this machine and by Spark on a cluster of two executors, and fails
# unless both give the same counts and the same report.
#
#   PYTHON   a Python with pyspark (pip install pyspark); python3 by default
#   LIBRARY  libpelita.so; built here by default
#   QUERIES  queries a month, six months; 50000 by default
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
python=${PYTHON:-python3}
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

"$python" -c 'import pyspark' || { echo "$python has no pyspark; set PYTHON to one that has" >&2; exit 1; }
cd "$root"
cargo build --release --quiet --package query_log
if [ -z "${LIBRARY:-}" ]; then
    cargo rustc --release --quiet --package pelita --lib --features ffi --crate-type cdylib
    LIBRARY=$target/release/libpelita.so
fi
query_log=$target/release/query_log

"$query_log" generate --out "$room/log-{month}.parquet" --months 6 --queries "${QUERIES:-50000}" --rate 5000
"$query_log" count "$room"/log-*.parquet --country country --out "$room/one.csv"

export PYSPARK_PYTHON="$python" PYSPARK_DRIVER_PYTHON="$python"
spark=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
cp "$LIBRARY" "$room/libpelita.so"
SPARK_HOME="$spark" "$spark/bin/spark-submit" \
    --master 'local-cluster[2,1,1024]' --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 --conf spark.log.level=ERROR \
    --conf spark.sql.shuffle.partitions=4 --py-files "$here/pelita_functions.py" --files "$room/libpelita.so" \
    "$here/job.py" --log "$room/log-*.parquet" --out "$room/cluster.csv" | tee "$room/said"
grep -q 'counted by 2 executors' "$room/said" || { echo "not two executors" >&2; exit 1; }

for counts in one cluster; do
    sort "$room/$counts.csv" >"$room/$counts.sorted"
    "$query_log" report --counts "$room/$counts.csv" --before 2023-01..2023-03 --after 2023-04..2023-06 --csv - >"$room/$counts.report"
done
cmp "$room/one.sorted" "$room/cluster.sorted"
cmp "$room/one.report" "$room/cluster.report"
grep -q '^total,all,change' "$room/one.report"
echo "one machine and the cluster agree: $(($(wc -l <"$room/one.csv") - 1)) counts, $(wc -l <"$room/one.report") lines of report"

#!/usr/bin/env bash
# Fuzzes each target for so many seconds, from the seeds and what earlier runs left in fuzz/corpus: fuzz/run.sh SECONDS [TARGET...]
# Needs a nightly toolchain and cargo-fuzz. Ends with a table of executions; fails if something was found (it lies in fuzz/artifacts).
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?usage: fuzz/run.sh SECONDS [TARGET...]}
shift
targets=("$@")
[ $# -gt 0 ] || targets=(fold screen phrase_language lexicon_toml resources_toml messages c_abi checker_batch)
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
cargo +nightly fuzz build
built=${CARGO_TARGET_DIR:-target}/$(rustc -vV | sed -n 's/^host: //p')/release
found=0
table=""
for target in "${targets[@]}"; do
    case $target in
        phrase_language) dictionary=phrase length=400 ;;
        lexicon_toml) dictionary=toml length=1200 ;;
        resources_toml | messages) dictionary=toml length=4000 ;;
        *) dictionary=text length=1200 ;;
    esac
    mkdir -p "corpus/$target" "artifacts/$target"
    log=$TMPDIR/$target.log
    before=$(ls "artifacts/$target" | wc -l)
    # A slow input is found too; on a busy machine and with AddressSanitizer everything takes some fifty times as long.
    "$built/$target" -artifact_prefix="artifacts/$target/" -max_total_time="$seconds" -max_len=$length -timeout=25 -rss_limit_mb=4096 \
        -dict="dictionaries/$dictionary.dict" -print_final_stats=1 "corpus/$target" "seeds/$target" > "$log" 2>&1 || true
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    finds=$(($(ls "artifacts/$target" | wc -l) - before))
    [ "$finds" -eq 0 ] && [ -n "$executions" ] || { found=1; tail -60 "$log"; }
    coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    line=$(printf '%-16s %12s executions %8s edges %4s finds' "$target" "${executions:-0}" "${coverage:-?}" "$finds")
    echo "$line"
    table+=$line$'\n'
done
printf '\n%s s each\n%s' "$seconds" "$table"
exit $found

"""Counts a query log on a Spark cluster: the same file that `query_log count` writes, for `query_log report --counts`.

    spark-submit --py-files pelita_functions.py --files libpelita.so job.py --log 'logs/*.parquet' --out counts.csv

The log is Parquet with a time, a query and a country (ISO 3166-1 alpha-2). Only counts come back from the workers.
"""

import argparse
import csv
import os

from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

COLUMNS = ["day", "country", "locale", "topic", "intent", "urgency", "shown", "queries"]
HEARD = "locale string, topic string, intent string, urgency string, shown boolean"
LIBRARY = "libpelita.so"


def heard(query):
    import pelita_functions

    return pelita_functions.screen(SparkFiles.get(LIBRARY), query)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--log", required=True, help="Parquet files, a directory or a glob")
    arguments.add_argument("--out", required=True, help="where the counts go (CSV)")
    arguments.add_argument("--time", default="time")
    arguments.add_argument("--query", default="query")
    arguments.add_argument("--country", default="country")
    options = arguments.parse_args()

    spark = SparkSession.builder.appName("query_log").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    screen = f.udf(heard, HEARD)
    country = f.upper(f.trim(f.col(options.country)))
    rows = (
        spark.read.parquet(options.log)
        .where(f.col(options.query).isNotNull())
        .select(
            f.to_date(options.time).alias("day"),
            f.when(country.rlike("^[A-Z]{2}$"), country).alias("country"),
            screen(options.query).alias("heard"),
        )
        .select("day", "country", *[f.col("heard")[name].alias(name) for name in COLUMNS[2:6]], f.coalesce(f.col("heard")["shown"], f.lit(False)).alias("shown"))
        .groupBy(*COLUMNS[:-1])
        .agg(f.count("*").alias("queries"))
        .collect()
    )
    executors = len(spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1
    spark.stop()

    lines = []
    for row in rows:
        line = ["" if row[name] is None else str(row[name]) for name in COLUMNS]
        line[6] = "true" if row["shown"] else "false"
        lines.append(line)
    lines.sort()
    with open(os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(lines)
    print(f"{sum(row['queries'] for row in rows)} queries counted by {executors} executors")


if __name__ == "__main__":
    main()

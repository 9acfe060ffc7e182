"""Extracts a corpus on Apache Spark with the anpu program as it is: documents in, records or N-Quads out.

    spark-submit extract.py --anpu /path/to/anpu --from documents.ndjson --to records [--format ndjson|nquads]

`documents.ndjson` has one {"id", "text"} a line (a file, a folder or anything else that Spark reads as lines). The program
must stand at the same path on every worker; its standard error is the worker's log.
"""

import argparse
import shlex

from pyspark import SparkConf, SparkContext


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--anpu", required=True)
    parser.add_argument("--from", dest="source", required=True)
    parser.add_argument("--to", required=True)
    parser.add_argument("--format", default="ndjson", choices=["ndjson", "nquads"])
    parser.add_argument("--partitions", type=int, default=8)
    args = parser.parse_args()
    context = SparkContext(conf=SparkConf().setAppName("anpu extract"))
    command = f"{shlex.quote(args.anpu)} --quiet extract --from ndjson -f {args.format} -"
    # What a partition refuses is told in the worker's log; exit code 1 says so and is no failure of the job.
    piped = f"sh -c {shlex.quote(command + '; test $? -le 1')}"
    documents = context.textFile(args.source, args.partitions)
    documents.pipe(piped, checkCode=True).saveAsTextFile(args.to)
    context.stop()


if __name__ == "__main__":
    main()

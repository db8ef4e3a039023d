#!/usr/bin/env bash
# Runs a Python program on a cluster of Spark on this machine: cluster.sh FILE|-m MODULE ARGUMENT...
# It has executors of its own, as a real cluster has, which local[N] has not, and they need to be
# told where Spark, Java and Python are. MASTER says how large it is: executors, cores and MB each.
set -euo pipefail
# With its whole path, since executors run elsewhere; not resolved, or the environment were lost.
python=$(realpath -s "$(command -v "${PYTHON:-python}")")
java=$(command -v java) || { echo "there is no Java: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
export JAVA_HOME=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$java")")")}
export SPARK_HOME PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
export MASTER=${MASTER:-"local-cluster[2,1,1024]"}
SPARK_HOME=$("$python" -c 'import pyspark; print(pyspark.__path__[0])')
exec "$python" "$@"

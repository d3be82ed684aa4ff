#!/bin/sh
# Feeds a running job with the sample beside this file, and prints what it answers: feed.sh BOOTSTRAP-SERVERS
set -eu

kafka=$1
sample=$(dirname "$0")
bin=${KAFKA_BIN:-/opt/kafka/bin}
answers=$(mktemp)
trap 'rm -f "$answers"' EXIT

send() { # TOPIC FILE
  "$bin/kafka-console-producer.sh" --bootstrap-server "$kafka" --topic "$1" <"$2"
  echo "sent $(wc -l <"$2") records to $1"
}

# Succeeds once the topic holds as many records as the file.
await() { # TOPIC FILE
  "$bin/kafka-console-consumer.sh" --bootstrap-server "$kafka" --topic "$1" --from-beginning \
    --max-messages "$(wc -l <"$2")" --timeout-ms 120000 >"$answers"
  [ "$(wc -l <"$answers")" -eq "$(wc -l <"$2")" ] || { echo "$1: not all answered" >&2; exit 1; }
}

send vectors "$sample/vectors.jsonl"
await changes "$sample/vectors.jsonl"
send queries "$sample/queries.jsonl"
await results "$sample/queries.jsonl"
cat "$answers"

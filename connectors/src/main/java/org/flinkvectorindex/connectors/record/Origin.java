package org.flinkvectorindex.connectors.record;

/** Where a record was read. */
public sealed interface Origin {

  /** The kind of place, as dead letters name it. */
  String system();

  /** The name that order keys and dead letters know the source by: the topic or path. */
  String source();

  /** The partition there, 0 where there are none. */
  int partition();

  /** The place there; grows along the partition. */
  long position();

  /** The place within the batch at that position, 0 where a position holds one record. */
  int part();

  /** The place as text, within its system. */
  String place();

  record Kafka(String topic, int partition, long offset) implements Origin {
    @Override
    public String system() {
      return "kafka";
    }

    @Override
    public String source() {
      return topic;
    }

    @Override
    public long position() {
      return offset;
    }

    @Override
    public int part() {
      return 0;
    }

    @Override
    public String place() {
      return "%s/%d/%d".formatted(topic, partition, offset);
    }
  }

  /**
   * @param topic with domain, tenant and namespace, without its partition
   * @param partition 0 where the topic is not partitioned
   * @param ledger grows along the partition
   * @param entry within the ledger
   * @param index within the batch that is the entry; -1 as in Pulsar where it is no batch
   */
  record Pulsar(String topic, int partition, long ledger, long entry, int index) implements Origin {
    /** Ledgers hold fewer entries: brokers roll them over at 50,000 unless told otherwise. */
    private static final int ENTRY_BITS = 28;

    @Override
    public String system() {
      return "pulsar";
    }

    @Override
    public String source() {
      return topic;
    }

    /** Ledger and entry in one number, as Pulsar itself makes an offset of them. */
    @Override
    public long position() {
      return ledger << ENTRY_BITS | entry;
    }

    @Override
    public int part() {
      return Math.max(0, index);
    }

    @Override
    public String place() {
      return "%s/%d/%s".formatted(topic, partition, messageId());
    }

    /** {@code ledger:entry:index}, without the index where the entry is no batch. */
    public String messageId() {
      return index < 0 ? ledger + ":" + entry : ledger + ":" + entry + ":" + index;
    }
  }

  record File(String path, long line) implements Origin {
    @Override
    public String system() {
      return "file";
    }

    @Override
    public String source() {
      return path;
    }

    @Override
    public int partition() {
      return 0;
    }

    @Override
    public long position() {
      return line;
    }

    @Override
    public int part() {
      return 0;
    }

    @Override
    public String place() {
      return path + ":" + line;
    }
  }
}

package org.flinkvectorindex.operators.batch;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/**
 * When a batch is sent off: whatever comes first.
 *
 * @param maxRows operations
 * @param maxBytes of vectors, ids and attributes
 * @param maxWait how long an operation waits for others, whole milliseconds, at least one
 */
public record BatchSpec(int maxRows, MemorySize maxBytes, Duration maxWait)
    implements Serializable {

  public static final BatchSpec DEFAULT =
      new BatchSpec(32, MemorySize.parse("32 kb"), Duration.ofMillis(5));

  public BatchSpec {
    require(maxRows >= 1, "batch.max-rows", maxRows, "1 or more");
    require(maxBytes.getBytes() >= 1, "batch.max-bytes", maxBytes, "1 byte or more");
    require(maxWait.toMillis() >= 1, "batch.max-wait", maxWait, "1 ms or more");
  }

  private static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed: " + allowed);
    }
  }
}

package org.flinkvectorindex.connectors.codec;

/** The whole numbers that a field takes, both ends included. */
public record Range(String field, long min, long max) {

  long require(long value) throws Defect {
    if (value < min || value > max) {
      throw defect(Long.toString(value));
    }
    return value;
  }

  /**
   * @param got what is not one of them, as text
   */
  public Defect defect(String got) {
    String expected =
        max == Long.MAX_VALUE
            ? "an integer of at least " + min
            : "an integer from %d to %d".formatted(min, max);
    return Defect.malformed(field, expected, got);
  }
}

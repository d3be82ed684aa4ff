package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** The rules of ids and names. */
public final class Names {
  private static final int MAX_ID_BYTES = 256;
  private static final int MAX_COLLECTION_CHARS = 64;

  private Names() {}

  /** The id of a vector. */
  public static String id(String field, String id) throws Defect {
    requireIdentifier(field, id);
    if (id.indexOf('{') >= 0 || id.indexOf('}') >= 0) {
      throw badId(field, "no braces", id);
    }
    return id;
  }

  /** The id of a query: as that of a vector, braces allowed. */
  public static String queryId(String id) throws Defect {
    return requireIdentifier("query_id", id);
  }

  public static String collection(String name) throws Defect {
    if (!isCollection(name)) {
      throw new Defect(
          Reason.UNKNOWN_COLLECTION,
          "collection: expected [a-z0-9_-]{1,64}, got " + Quote.text(name));
    }
    return name;
  }

  private static boolean isCollection(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_COLLECTION_CHARS
        && name.chars()
            .allMatch(
                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
  }

  private static String requireIdentifier(String field, String id) throws Defect {
    if (Unicode.broken(id)) {
      throw badId(field, "text that has a UTF-8 form", id);
    }
    int bytes = Unicode.bytes(id);
    if (bytes < 1 || bytes > MAX_ID_BYTES) {
      throw new Defect(
          Reason.BAD_ID,
          "%s: expected 1 to %d bytes of UTF-8, got %d".formatted(field, MAX_ID_BYTES, bytes));
    }
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw badId(field, "no control characters", id);
    }
    return id;
  }

  private static Defect badId(String field, String expected, String id) {
    return new Defect(
        Reason.BAD_ID, "%s: expected %s, got %s".formatted(field, expected, Quote.text(id)));
  }
}

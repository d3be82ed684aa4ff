package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Names;

/**
 * Looks for {@code "query_id":"…"} in bytes that are not, or too much, JSON: so that whoever asked
 * is answered all the same. Text within strings is passed over. Linear in the bytes.
 */
final class QueryIdScan {
  private static final String FIELD = "query_id";

  private QueryIdScan() {}

  static Optional<String> find(byte[] bytes) {
    int start = 0;
    while (start < bytes.length) {
      if (bytes[start] != '"') {
        start++;
        continue;
      }
      int end = endOfString(bytes, start);
      int value = afterColon(bytes, end);
      if (isField(bytes, start, end) && value < bytes.length && bytes[value] == '"') {
        return parse(Arrays.copyOfRange(bytes, value, endOfString(bytes, value)));
      }
      start = end;
    }
    return Optional.empty();
  }

  /** One past the closing quotation mark, or the length where there is none. */
  private static int endOfString(byte[] bytes, int start) {
    for (int i = start + 1; i < bytes.length; i++) {
      if (bytes[i] == '\\') {
        i++;
      } else if (bytes[i] == '"') {
        return i + 1;
      }
    }
    return bytes.length;
  }

  private static boolean isField(byte[] bytes, int start, int end) {
    if (end - start != FIELD.length() + 2) {
      return false;
    }
    for (int i = 0; i < FIELD.length(); i++) {
      if (bytes[start + 1 + i] != FIELD.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first byte of the value, or the length where no colon follows. */
  private static int afterColon(byte[] bytes, int from) {
    int colon = skipSpace(bytes, from);
    return colon < bytes.length && bytes[colon] == ':' ? skipSpace(bytes, colon + 1) : bytes.length;
  }

  private static int skipSpace(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length
        && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r')) {
      i++;
    }
    return i;
  }

  private static Optional<String> parse(byte[] string) {
    try (JsonParser parser = StrictJson.parser(string)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(Names.queryId(Texts.queryId(parser)))
          : Optional.empty();
    } catch (JsonProcessingException | Defect e) {
      return Optional.empty(); // there is no id that could be answered to
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
  }
}

package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Quote;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Attributes that come as the text of a JSON object within another format. */
public final class AttributesText {
  private AttributesText() {}

  /** Checked and compact, as from a JSON record; empty where the object has no keys. */
  public static Optional<String> read(String json) throws Defect {
    try (JsonParser parser = StrictJson.parser(json.getBytes(StandardCharsets.UTF_8))) {
      if (parser.nextToken() == null) {
        throw bad("nothing");
      }
      Optional<String> attributes = AttributesField.read(parser);
      if (parser.nextToken() != null) {
        throw bad("more after it");
      }
      return attributes;
    } catch (JsonProcessingException e) {
      throw bad(Quote.text(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
  }

  private static Defect bad(String got) {
    return new Defect(Reason.BAD_ATTRIBUTE, "attributes: expected a JSON object, got " + got);
  }
}

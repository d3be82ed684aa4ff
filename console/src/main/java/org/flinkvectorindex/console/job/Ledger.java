package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import org.flinkvectorindex.console.cluster.Home;

/**
 * What was submitted to a cluster, jar and configuration included, so that an upgrade that fails
 * can go back to it. Files are for their owner only: a configuration may hold secrets.
 */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  public Ledger(Home home) {
    folder = home.jobs();
  }

  /** Keeps a copy, to be entered once the job has an id. */
  Submission keep(Submission submission) throws IOException {
    Path jar = folder.resolve("%016x.jar".formatted(checksum(submission.jar())));
    if (!Files.exists(jar)) {
      Path begun = Files.createTempFile(folder, "jar", "");
      Files.copy(submission.jar(), begun, StandardCopyOption.REPLACE_EXISTING);
      Files.move(begun, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    Path config = Files.createTempFile(folder, "job-", ".yaml");
    try (OutputStream out = Files.newOutputStream(config)) {
      Files.copy(submission.config(), out); // Into the file that is, with its rights.
    }
    return new Submission(
        jar,
        config,
        submission.overrides(),
        submission.parallelism(),
        submission.savepoint(),
        submission.dropState());
  }

  void enter(String job, Submission kept) throws IOException {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("jar", kept.jar().toString());
    entry.put("config", kept.config().toString());
    kept.overrides().forEach(entry.putArray("overrides")::add);
    kept.parallelism().ifPresent(value -> entry.put("parallelism", value));
    kept.savepoint().ifPresent(value -> entry.put("savepoint", value));
    entry.put("dropState", kept.dropState());
    // Temporary files are their owner's only from the start, where the system knows owners.
    Path begun = Files.createTempFile(folder, "entry", "");
    Files.writeString(begun, entry.toPrettyString());
    Files.move(begun, folder.resolve(job + ".json"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Empty where the job was not submitted by {@code bin/submit} or {@code bin/upgrade}. */
  public Optional<Submission> find(String job) throws IOException {
    Path file = folder.resolve(job + ".json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode entry = JSON.readTree(file.toFile());
    List<String> overrides = new ArrayList<>();
    entry.path("overrides").forEach(each -> overrides.add(each.asText()));
    return Optional.of(
        new Submission(
            Path.of(entry.path("jar").asText()),
            Path.of(entry.path("config").asText()),
            overrides,
            entry.has("parallelism")
                ? OptionalInt.of(entry.path("parallelism").asInt())
                : OptionalInt.empty(),
            Optional.ofNullable(entry.path("savepoint").textValue()),
            entry.path("dropState").asBoolean()));
  }

  private static long checksum(Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    return crc.getValue() << 32 | Files.size(file) & 0xffff_ffffL;
  }
}

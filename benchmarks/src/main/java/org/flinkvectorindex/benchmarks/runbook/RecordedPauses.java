package org.flinkvectorindex.benchmarks.runbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What the longest operations waited for: those of half a millisecond and more are events of the
 * flight recorder, beside its own of pauses of the garbage collector, by the same clock.
 */
final class RecordedPauses implements AutoCloseable {
  private static final String COLLECTION = "jdk.GCPhasePause";
  private static final Duration LONG = Duration.ofNanos(500_000);

  private final Recording recording = new Recording();

  /** An insert or a delete, with the commit that was due after it. */
  @Name(Operation.NAME)
  @Label("Operation")
  @Category("Vector index")
  @StackTrace(false)
  static final class Operation extends Event {
    static final String NAME = "flinkvectorindex.Operation";
  }

  /**
   * @param operationMillis the longest operation less its collections; 0 where all were shorter
   *     than half a millisecond
   * @param collectionMillis the longest time that collections took of one operation
   */
  record Longest(double operationMillis, double collectionMillis) {}

  RecordedPauses() {
    recording.enable(Operation.class).withThreshold(LONG);
    recording.enable(COLLECTION).withThreshold(Duration.ZERO);
    recording.start();
    new Operation().commit(); // The recorder makes the class over when it is first used.
  }

  Longest longest() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("runbook", ".jfr");
    try {
      recording.dump(file);
      List<RecordedEvent> events = RecordingFile.readAllEvents(file);
      List<RecordedEvent> collections =
          events.stream().filter(e -> e.getEventType().getName().equals(COLLECTION)).toList();
      long operation = 0;
      long collection = 0;
      for (RecordedEvent event : events) {
        if (event.getEventType().getName().equals(Operation.NAME)) {
          long collected = collections.stream().mapToLong(each -> common(event, each)).sum();
          operation = Math.max(operation, event.getDuration().toNanos() - collected);
          collection = Math.max(collection, collected);
        }
      }
      return new Longest(operation / 1e6, collection / 1e6);
    } finally {
      Files.delete(file);
    }
  }

  /** Nanoseconds that are part of both. */
  private static long common(RecordedEvent one, RecordedEvent other) {
    Instant start =
        one.getStartTime().isAfter(other.getStartTime())
            ? one.getStartTime()
            : other.getStartTime();
    Instant end =
        one.getEndTime().isBefore(other.getEndTime()) ? one.getEndTime() : other.getEndTime();
    return Math.max(0, Duration.between(start, end).toNanos());
  }

  @Override
  public void close() {
    recording.close();
  }
}

package org.flinkvectorindex.connectors.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

class PacedReaderTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicLong clock = new AtomicLong(42);
  private final Numbers numbers = new Numbers();
  private final PacedReader<Integer, SourceSplit> paced =
      new PacedReader<>(numbers, 1_000, clock::get);

  @Test
  void givesTheRateHoweverOftenItIsAsked() throws Exception {
    for (int milli = 0; milli < 5_000; milli++) {
      pollUntilNothing();
      clock.addAndGet(MILLI);
    }
    assertThat(numbers.given).isBetween(5_000, 5_000 + 11);
  }

  /** Somebody was busy elsewhere for a minute. */
  @Test
  void makesUpForNoTimeThatHasPassed() throws Exception {
    clock.addAndGet(60_000 * MILLI);
    pollUntilNothing();
    assertThat(numbers.given).isBetween(10, 12);
  }

  @Test
  void isAvailableWhenTheNextIsDue() throws Exception {
    assertThat(paced.isAvailable()).isSameAs(numbers.available);
    pollUntilNothing();
    assertThat(paced.isAvailable()).isNotSameAs(numbers.available).isNotDone();
    clock.addAndGet(20 * MILLI);
    assertThat(paced.isAvailable()).isSameAs(numbers.available);
  }

  @Test
  void whatGivesNothingCostsNothing() throws Exception {
    numbers.empty = true;
    for (int i = 0; i < 1_000; i++) {
      assertThat(paced.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    }
    assertThat(paced.isAvailable()).isSameAs(numbers.available);
  }

  /** By them a hybrid source goes on to its next one. */
  @Test
  void passesOnEvents() {
    SourceEvent event = new SourceEvent() {};
    paced.handleSourceEvents(event);
    assertThat(numbers.events).containsExactly(event);
  }

  private void pollUntilNothing() throws Exception {
    while (paced.pollNext(null) == InputStatus.MORE_AVAILABLE) {}
  }

  /** One after the other without end. */
  private static final class Numbers implements SourceReader<Integer, SourceSplit> {
    private final CompletableFuture<Void> available = new CompletableFuture<>();
    private final List<SourceEvent> events = new ArrayList<>();
    private int given;
    private boolean empty;

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Integer> output) {
      if (empty) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      given++;
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<SourceSplit> snapshotState(long checkpoint) {
      return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return available;
    }

    @Override
    public void addSplits(List<SourceSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void handleSourceEvents(SourceEvent event) {
      events.add(event);
    }

    @Override
    public void close() {}
  }
}

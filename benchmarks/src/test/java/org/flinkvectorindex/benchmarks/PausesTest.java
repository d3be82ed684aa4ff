package org.flinkvectorindex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class PausesTest {
  private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(20);

  @Test
  void whatAThreadWaitsForIsNotItsOwn() {
    Pauses pauses = new Pauses();
    pauses.begin();
    for (long until = System.nanoTime() + WAITED; System.nanoTime() < until; ) {
      LockSupport.parkNanos(WAITED);
    }
    assertThat(pauses.end()).isGreaterThanOrEqualTo(WAITED);
    assertThat(pauses.clock().maxMicros()).isGreaterThanOrEqualTo(WAITED / 1e3);
    assertThat(pauses.own().count()).isEqualTo(1);
    assertThat(pauses.own().maxMicros()).isLessThan(pauses.clock().maxMicros());
  }
}

package org.flinkvectorindex.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  /** As a JobManager does while another is elected. */
  @Test
  void asksAgainWhereNobodyAnswersForAWhile() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Await.until(
        "an answer",
        Duration.ofMinutes(1),
        () -> {
          if (asked.incrementAndGet() < 4) {
            throw new IOException("status 503");
          }
          return asked.get() == 6;
        });
    assertThat(asked).hasValue(6);
  }

  @Test
  void saysWhatTheLastAnswerWasWhenPatienceIsOver() {
    assertThatThrownBy(
            () ->
                Await.until(
                    "an answer",
                    Duration.ZERO,
                    () -> {
                      throw new IOException("status 503");
                    }))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("an answer did not come within 0 s: status 503");
  }

  @Test
  void endsAtOnceWhereWaitingCanNotHelp() {
    assertThatThrownBy(
            () ->
                Await.until(
                    "the job",
                    Duration.ofMinutes(1),
                    () -> {
                      throw new CommandFailure("the job fails");
                    }))
        .isInstanceOf(CommandFailure.class);
  }
}

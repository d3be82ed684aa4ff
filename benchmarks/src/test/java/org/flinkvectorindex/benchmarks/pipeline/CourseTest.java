package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A rate is that of a stretch. */
class CourseTest {
  @Test
  void aStretchHasItsOwnRate() {
    AtomicLong nanos = new AtomicLong(7);
    Course course = new Course(400, nanos::get);
    for (int second = 1; second <= 3; second++) {
      nanos.addAndGet(1_000_000_000);
      course.add(100);
    }
    nanos.addAndGet(4_000_000_000L);
    course.add(100);

    assertThat(course.perSecond(100, 300)).isEqualTo(100);
    assertThat(course.perSecond(300, 400)).isEqualTo(25);
    assertThat(course.perSecond(0, 400)).isEqualTo(400 / 7.0);
    assertThat(course.perSecond(400, 400)).isNaN();
  }
}

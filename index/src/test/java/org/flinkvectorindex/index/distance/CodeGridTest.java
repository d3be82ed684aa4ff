package org.flinkvectorindex.index.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeGridTest {

  /** A bound that were below what is true would lose a hit. */
  @Test
  void keepsAStepNearlyAndAnErrorThatIsNotBelow() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      float step = (float) Math.exp(20 * random.nextGaussian());
      float error = (float) Math.exp(20 * random.nextGaussian());
      float packed = CodeGrid.pack(CodeGrid.rounded(step), error);
      assertThat(CodeGrid.step(packed)).isEqualTo(CodeGrid.rounded(step));
      assertThat(CodeGrid.step(packed) / step).isCloseTo(1, within(1f / (1 << 12)));
      assertThat(CodeGrid.error(packed) / error).isBetween(1f, 1f + 1f / 16);
    }
  }

  /** Of a vector of zeros, of exact codes, and at both ends. */
  @ParameterizedTest
  @ValueSource(floats = {0, Float.MIN_VALUE, 1, Float.MAX_VALUE})
  void standsEveryError(float error) {
    float packed = CodeGrid.pack(0, error);
    assertThat(CodeGrid.step(packed)).isZero();
    assertThat(CodeGrid.error(packed)).isGreaterThanOrEqualTo(error);
  }
}

package org.flinkvectorindex.benchmarks.ann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.flinkvectorindex.benchmarks.ann.RecallCurve.Reached;
import org.junit.jupiter.api.Test;

class RecallCurveTest {

  private static RecallCurve curve(double... recallsAndRates) {
    RecallCurve curve = new RecallCurve();
    for (int i = 0; i < recallsAndRates.length; i += 2) {
      curve.add(recallsAndRates[i], recallsAndRates[i + 1]);
    }
    return curve;
  }

  @Test
  void theLogarithmIsLinearBetweenTwoEfforts() {
    // The middle of 10,000 and 100 is their geometric mean.
    Reached reached = curve(0.8, 10_000, 0.9, 100).at(0.85).orElseThrow();
    assertThat(reached.rate()).isCloseTo(1000, within(1e-6));
    assertThat(reached.atLeast()).isFalse();
    assertThat(curve(0.8, 10_000, 0.9, 100).at(0.825).orElseThrow().rate())
        .isCloseTo(Math.pow(10, 3.5), within(1e-6));
  }

  @Test
  void aMeasuredRecallHasItsRate() {
    RecallCurve curve = curve(0.9, 700, 0.95, 500, 0.99, 100);
    assertThat(curve.at(0.95)).contains(new Reached(500, false));
    assertThat(curve.at(0.9)).contains(new Reached(700, false));
    assertThat(curve.at(0.99)).contains(new Reached(100, false));
  }

  @Test
  void effortsComeInAnyOrder() {
    assertThat(curve(0.99, 100, 0.9, 700, 0.95, 500).at(0.95)).contains(new Reached(500, false));
  }

  @Test
  void whatNoEffortReachedIsEmpty() {
    assertThat(curve(0.8, 900, 0.94, 300).at(0.95)).isEmpty();
    assertThat(curve().at(0.95)).isEmpty();
  }

  @Test
  void belowTheLeastEffortTheRateIsABound() {
    assertThat(curve(0.97, 300, 0.99, 100).at(0.95)).contains(new Reached(300, true));
  }

  @Test
  void aFasterEffortOfHigherRecallCounts() {
    assertThat(curve(0.9, 100, 0.96, 400).at(0.95)).contains(new Reached(400, false));
  }

  @Test
  void effortsOfTheSameRecallAreNoSlope() {
    assertThat(curve(0.9, 700, 1, 200, 1, 90).at(1)).contains(new Reached(200, false));
  }
}

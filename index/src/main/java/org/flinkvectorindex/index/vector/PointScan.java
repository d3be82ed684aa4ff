package org.flinkvectorindex.index.vector;

import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.flinkvectorindex.index.ExactScan;

/** Compares a query with points in full precision. */
public final class PointScan implements ExactScan {
  private final Points points;
  private final Probe probe;
  private final IntSupplier high;
  private final IntPredicate live;

  /**
   * @param high slots in use are below
   */
  public PointScan(Points points, IntSupplier high, IntPredicate live) {
    this.points = points;
    this.high = high;
    this.live = live;
    probe = points.exactly();
  }

  @Override
  public void aim(float[] query) {
    float[] prepared = new float[points.shape().stride()];
    points.shape().prepare(query, 0, prepared, 0);
    probe.aim(prepared);
  }

  @Override
  public int high() {
    return high.getAsInt();
  }

  @Override
  public boolean live(int slot) {
    return live.test(slot);
  }

  @Override
  public float distance(int slot) {
    return probe.distance(slot);
  }
}

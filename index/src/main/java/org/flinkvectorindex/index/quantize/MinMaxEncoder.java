package org.flinkvectorindex.index.quantize;

/**
 * A byte a component, between the least and the greatest component of the vector itself (as LVQ,
 * arXiv 2304.04759, without its mean). A range common to all vectors would have to be widened when
 * the stream leaves it; a range of its own costs each vector eight bytes and never has to.
 */
record MinMaxEncoder(int dimension) implements Encoder {

  @Override
  public int bits() {
    return 8;
  }

  @Override
  public boolean centred() {
    return false;
  }

  @Override
  public void transform(float[] v) {}

  @Override
  public void undo(float[] v) {}

  @Override
  public boolean transforms() {
    return false;
  }

  @Override
  public void encode(float[] v, int[] codes, float[] grid) {
    float least = v[0];
    float greatest = v[0];
    for (int i = 1; i < dimension; i++) {
      least = Math.min(least, v[i]);
      greatest = Math.max(greatest, v[i]);
    }
    // In double: the range of finite floats may not be one.
    double step = ((double) greatest - least) / 255;
    double scale = step == 0 ? 0 : 1 / step;
    for (int i = 0; i < dimension; i++) {
      codes[i] = (int) Math.min(255, (v[i] - (double) least) * scale + 0.5);
    }
    grid[0] = least;
    grid[1] = (float) step;
  }
}

package org.flinkvectorindex.index.distance;

import java.util.Arrays;

/** Without SIMD: the definition that the others are tested against. */
final class ScalarBlockKernels implements BlockKernels {

  @Override
  public void dots(float[] q, float[] block, int n, float[] out, int at) {
    for (int lane = 0; lane < LANES; lane++) {
      float even = 0;
      float odd = 0;
      for (int i = 0, from = lane; i < n; i += 2, from += 2 * LANES) {
        even = Math.fma(q[i], block[from], even);
        odd = Math.fma(q[i + 1], block[from + LANES], odd);
      }
      out[at + lane] = even + odd;
    }
  }

  @Override
  public void squaredL2s(float[] q, float[] block, int n, float[] out, int at) {
    for (int lane = 0; lane < LANES; lane++) {
      float even = 0;
      float odd = 0;
      for (int i = 0, from = lane; i < n; i += 2, from += 2 * LANES) {
        float first = q[i] - block[from];
        float second = q[i + 1] - block[from + LANES];
        even = Math.fma(first, first, even);
        odd = Math.fma(second, second, odd);
      }
      out[at + lane] = even + odd;
    }
  }

  @Override
  public void bytes(int[] q, byte[] block, int start, int n, int[] out) {
    Arrays.fill(out, 0, LANES, 0);
    for (int i = 0; i < n; i++) {
      for (int lane = 0; lane < LANES; lane++) {
        out[lane] += q[i] * block[start + LANES * i + lane];
      }
    }
  }

  @Override
  public void nibbles(short[] q, byte[] block, int start, int n, int[] out) {
    Arrays.fill(out, 0, LANES, 0);
    for (int i = 0; i < n; i += 2) {
      for (int lane = 0; lane < LANES; lane++) {
        int both = block[start + LANES / 2 * i + lane];
        out[lane] += q[i] * both + q[i + 1] * (both >> 4);
      }
    }
  }

  @Override
  public void lookups(byte[] tables, byte[] block, int start, int n, int[] out) {
    for (int lane = 0; lane < LANES; lane++) {
      int sum = 0;
      for (int i = 0, from = start + BlockKernels.lookupByte(lane); i < n; i += 2, from += LANES) {
        int both = block[from];
        sum += tables[TABLE * i + (both & 15)] + tables[TABLE * (i + 1) + (both >> 4 & 15)];
      }
      out[lane] = sum;
    }
  }

  @Override
  public void estimates(
      CodeEstimate by, int[] sums, float[] numbers, int start, float[] out, float[] least, int at) {
    int middles = CodeEstimate.middle(by.besides());
    for (int i = 0; i < LANES; i++) {
      float packed = numbers[start + CodeEstimate.GRID + i];
      float step = CodeGrid.step(packed);
      float sum = by.step() * (sums[i] + by.shift());
      float dot =
          by.middles()
              ? step * sum + numbers[start + middles + i] * by.total()
              : step * (sum + by.total());
      float base = by.besides() ? by.base() + numbers[start + CodeEstimate.BESIDE + i] : by.base();
      float distance = base - by.factor() * dot;
      least[at + i] = distance - by.margin() * CodeGrid.error(packed);
      out[at + i] = distance;
    }
  }

  @Override
  public int notAbove(float bound, float[] values) {
    int lanes = 0;
    for (int lane = 0; lane < LANES; lane++) {
      lanes |= values[lane] > bound ? 0 : 1 << lane;
    }
    return lanes;
  }

  /** Floats that are not negative are ordered as their bits are; the low ones give way. */
  @Override
  public void codewords(float[] words, float[] point, int pairs, byte[] nearest) {
    for (int pair = 0, at = 0; pair < pairs; pair++, at += 2 * TABLE) {
      float x = point[2 * pair];
      float y = point[2 * pair + 1];
      int best = Integer.MAX_VALUE;
      for (int word = 0; word < TABLE; word++) {
        float first = x - words[at + word];
        float second = y - words[at + TABLE + word];
        int distance = Float.floatToRawIntBits(first * first + second * second);
        best = Math.min(best, (distance & -TABLE) | word);
      }
      nearest[pair] = (byte) (best & TABLE - 1);
    }
  }

  @Override
  public float products(float[] words, float[] point, int pairs, float[] dots, float[] leasts) {
    float greatest = 0;
    for (int pair = 0, at = 0; pair < pairs; pair++, at += TABLE) {
      float x = point[2 * pair];
      float y = point[2 * pair + 1];
      float least = Float.POSITIVE_INFINITY;
      for (int word = 0; word < TABLE; word++) {
        dots[at + word] = words[2 * at + word] * x + words[2 * at + TABLE + word] * y;
        least = Math.min(least, dots[at + word]);
      }
      for (int word = at; word < at + TABLE; word++) {
        dots[word] -= least;
        greatest = Math.max(greatest, dots[word]);
      }
      leasts[pair] = least;
    }
    return greatest;
  }

  @Override
  public void round(
      float[] dots, int pairs, float scale, float step, byte[] tables, float[] taken) {
    Arrays.fill(taken, 0, TABLE, 0);
    for (int i = 0; i < TABLE * pairs; i++) {
      float entry = dots[i] * scale + Kernels.ROUNDER;
      tables[i] = (byte) Float.floatToRawIntBits(entry);
      taken[i % TABLE] += dots[i] - (entry - Kernels.ROUNDER) * step;
    }
  }
}

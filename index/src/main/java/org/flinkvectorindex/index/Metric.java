package org.flinkvectorindex.index;

/** What "near" means. Smaller is nearer under each. */
public enum Metric {
  /** 1 − cos(a, b): in [0, 2]. Undefined for a vector of length zero. */
  COSINE,
  /** Squared Euclidean distance. */
  L2,
  /** −a·b. */
  IP
}

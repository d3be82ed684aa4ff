package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.vector.Vectors;

/**
 * Changes the lists, and for each change writes a record to the redo log and keeps the hash: the
 * sum of the hashes of all places and all lists.
 */
final class ListEditor {
  final Lists lists;
  private final int dimension;
  private final Vectors vectors;
  private final float[] scratch;
  private final float[] vector;
  private final LogBuffer log = new LogBuffer();
  private long hash;

  /**
   * @param vectors that new codes are made of, where there are codebooks
   */
  ListEditor(Lists lists, int dimension, int stride, Vectors vectors) {
    this.lists = lists;
    this.dimension = dimension;
    this.vectors = vectors;
    vector = new float[stride];
    scratch = new float[dimension];
    log.put(ListLog.VERSION);
  }

  /** Puts a new vector at the end of a list. */
  void add(int slot, int list, float[] vector, float radius) {
    InvertedList to = lists.get(list);
    int position = to.append(slot);
    lists.blocks.set(to.block(position), InvertedList.lane(position), vector);
    place(slot, list, position);
    widen(list, radius);
  }

  /** Puts a vector that is in no list at the end of one. */
  void take(int slot, int list, int block, int lane, float radius) {
    InvertedList to = lists.get(list);
    int position = to.append(slot);
    carry(slot, block, lane, to, position);
    place(slot, list, position);
    widen(list, radius);
  }

  /** Moves a vector to the end of another list. */
  void move(int slot, int list, float radius) {
    int from = lists.places.list(slot);
    int at = lists.places.position(slot);
    InvertedList source = lists.get(from);
    InvertedList to = lists.get(list);
    int position = to.append(slot);
    carry(slot, source.block(at), InvertedList.lane(at), to, position);
    place(slot, list, position);
    fill(from, at);
    widen(list, radius);
  }

  /** A vector's code goes with it, or is made anew where the list's are of another codebook. */
  private void carry(int slot, int block, int lane, InvertedList to, int position) {
    int toBlock = to.block(position);
    int toLane = InvertedList.lane(position);
    if (lists.blocks.alike(block, toBlock)) {
      lists.blocks.copy(block, lane, toBlock, toLane);
    } else {
      vectors.read(slot, vector);
      lists.blocks.set(toBlock, toLane, vector);
    }
  }

  /** The codes of a list are of another codebook from now on. */
  void encode(int list) {
    lists.get(list).encode(vectors, vector);
  }

  void remove(int slot) {
    int list = lists.places.list(slot);
    int position = lists.places.position(slot);
    hash -= lists.places.hash(slot);
    lists.places.clear(slot);
    log.put(ListLog.REMOVE);
    log.putInt(slot);
    fill(list, position);
  }

  private void fill(int list, int position) {
    InvertedList of = lists.get(list);
    of.fill(position);
    if (position < of.count()) {
      place(of.slot(position), list, position);
    }
  }

  private void place(int slot, int list, int position) {
    hash -= lists.places.hash(slot);
    lists.places.put(slot, list, position);
    hash += lists.places.hash(slot);
    log.put(ListLog.PLACE);
    log.putInt(slot);
    log.putInt(list);
    log.putInt(position);
  }

  private void widen(int list, float radius) {
    if (radius > lists.get(list).radius) {
      hash -= hash(list);
      lists.get(list).radius = radius;
      hash += hash(list);
      log.put(ListLog.RADIUS);
      log.putInt(list);
      log.putFloat(radius);
    }
  }

  /** Makes a list, or moves the centroid of one. */
  void list(int list, float[] centroid, float radius) {
    hash -= hash(list);
    lists.put(list, centroid, radius);
    hash += hash(list);
    log.put(ListLog.LIST);
    log.putInt(list);
    log.putFloat(radius);
    for (int i = 0; i < dimension; i++) {
      log.putFloat(centroid[i]);
    }
  }

  /** An empty list goes. */
  void drop(int list) {
    hash -= hash(list);
    lists.remove(list);
    log.put(ListLog.DROP);
    log.putInt(list);
  }

  private long hash(int list) {
    return lists.has(list)
        ? ListHash.mix(
            lists.centroids.hash(list, scratch), Float.floatToRawIntBits(lists.get(list).radius))
        : 0;
  }

  byte[] drain() {
    byte[] entry = log.size() == 1 ? new byte[0] : log.toBytes();
    log.clear();
    log.put(ListLog.VERSION);
    return entry;
  }

  long hash() {
    return hash;
  }

  /** Computes the hash from nothing: after a restore. */
  void rehash() {
    hash = 0;
    for (int slot = 0; slot < lists.places.high(); slot++) {
      hash += lists.places.hash(slot);
    }
    for (int list = 0; list < lists.high(); list++) {
      hash += hash(list);
    }
  }
}

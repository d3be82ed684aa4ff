package org.flinkvectorindex.index;

import java.io.IOException;

/**
 * The index of one shard: vectors by id, changed by one writer, searched by the same thread.
 *
 * <p>A slot is a small number that a vector has for as long as it lives; slots are reused, the
 * lowest free one first. Everything here is a function of the operations since the index was
 * created: two indexes given the same operations in the same order are equal to the bit ({@link
 * #graphHash()}), however the operations were cut into commits, on every machine, with SIMD or
 * without. No clock, no random source.
 *
 * <p>Restoring computes no distance and inserts nothing again.
 */
public interface VectorIndex {

  /** No such slot. */
  int NONE = -1;

  static VectorIndex create(IndexSpec spec, IndexStore store) {
    return VectorIndexes.create(spec, store);
  }

  /**
   * The index as it was when {@code checkpoint} was taken.
   *
   * @throws CorruptIndexException when what is stored does not give the graph that was
   *     checkpointed, with the page, slot or version that is wrong
   */
  static VectorIndex restore(
      IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store) throws IOException {
    return VectorIndexes.restore(spec, checkpoint, stored, store);
  }

  /**
   * An index over vectors that another structure has left: all that are stored are live, and pages
   * and log are empty. Finds every vector at once, comparing with those that are not in the new
   * structure yet; operations put these in, a few with each, lowest slot first. So what it becomes
   * is a function of these vectors and of the operations since.
   */
  static VectorIndex over(IndexSpec spec, StoredIndex stored, IndexStore store) throws IOException {
    return VectorIndexes.over(spec, stored, store);
  }

  /** The slot of a live vector, or {@link #NONE}. */
  int slotOf(String id);

  /** The id of the vector at a live slot. */
  String idOf(int slot);

  /**
   * Inserts a vector, or replaces the one that has this id: one operation either way. Under cosine
   * the vector must not be of length zero, and all components are finite: the caller has checked
   * both.
   *
   * @param vectors holds the vector at {@code offset}, {@code dimension} floats
   * @return the slot of the new vector, never the slot of the one it replaces
   */
  int upsert(String id, float[] vectors, int offset);

  /** Deletes; returns the slot that the vector had, or {@link #NONE} when no vector has this id. */
  int delete(String id);

  /** Ends a batch of operations: writes its log entry and the pages that are due to the store. */
  void commit();

  /**
   * What is needed beside the stored pages, log and vectors to restore the index as it is now. Call
   * after {@link #commit()}.
   */
  byte[] checkpoint();

  /**
   * The {@code k} nearest live vectors.
   *
   * @param k hits wanted, 1 or more
   * @param ef how much to search: more find more and cost more. Candidates kept, at least {@code
   *     k}, as all are in a flat index without a limit of what is compared in full; or lists
   *     scanned, 0 for all but those that can hold nothing nearer
   */
  SearchHits search(float[] query, int k, int ef);

  /** The same of those, and for as much, as a search asks for. */
  SearchHits search(float[] query, Search asked);

  /** Compares with every vector. */
  ExactScan exactly();

  /** Live vectors. */
  int size();

  /**
   * Live vectors that every search compares with, whatever {@code ef}: all of a flat index, of
   * others those for which there is no graph yet, or no lists that may be left out.
   */
  int oneByOne();

  /** Deleted vectors whose slots are not free yet. */
  int deleted();

  /** Operations applied since creation. */
  long operations();

  /** A hash over the whole graph, kept up with each operation. */
  long graphHash();

  /**
   * Bytes this index holds on the heap. Goes through pages, lists and tables, not through slots.
   */
  long heapBytes();

  /**
   * What it will hold more, about, when the vectors that later operations are to link are linked,
   * though no vector is added.
   */
  default long heapBytesToCome() {
    return 0;
  }
}

package org.flinkvectorindex.index.graph;

import java.io.IOException;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.StoredIndex;
import org.flinkvectorindex.index.Structure.Hnsw;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.id.FreeSlots;
import org.flinkvectorindex.index.id.IdKey;
import org.flinkvectorindex.index.id.Ids;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.quantize.CodedPoints;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.PointScan;
import org.flinkvectorindex.index.vector.Points;

/**
 * Vectors by id over a hierarchical navigable small world graph. The first {@code exactUntil} are
 * compared with one by one; when there are so many they are linked, two with each operation, and
 * searches ask both parts until all are.
 */
public final class HnswIndex implements VectorIndex {
  /** Says nothing of a centre: there was none, or there were no codes, or too few vectors. */
  private static final int PLAIN = 1;

  /** Ends with the centre of codes. */
  private static final int CENTRED = 2;

  /** Vectors that move from the flat part into the graph with an operation. */
  private static final int LINKED = 2;

  private final IndexSpec spec;
  private final Hnsw links;
  private final IndexStore store;
  private final Points points;
  private final float[] prepared;
  private final Ids ids = new Ids();
  private final IdKey key = new IdKey();
  private final FreeSlots free = new FreeSlots();
  private final HnswGraph hnsw;

  public HnswIndex(IndexSpec spec, IndexStore store) {
    this(spec, store, KernelChoice.best());
  }

  HnswIndex(IndexSpec spec, IndexStore store, Kernels kernels) {
    this.spec = spec;
    links = (Hnsw) spec.structure();
    this.store = store;
    points = CodedPoints.of(spec, kernels, store);
    prepared = new float[points.shape().stride()];
    // Who leaves the vectors in the store has memory in mind.
    boolean narrow = spec.quantizer().originals() == Originals.STORE;
    hnsw = new HnswGraph(links, spec.lag(), narrow, points, store, this::freed);
  }

  public HnswIndex(IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store)
      throws IOException {
    this(spec, store);
    LogCursor in = new LogCursor(checkpoint, "index checkpoint");
    int version = in.version(CENTRED);
    require(in, "dimension", spec.dimension(), in.getInt());
    require(in, "m", links.m(), in.getInt());
    hnsw.restore(in, stored);
    if (version == CENTRED) {
      points.restore(in);
    }
    Graph graph = hnsw.graph();
    int restored = restoreVectors(stored);
    if (restored != graph.live() + graph.dead()) {
      throw new CorruptIndexException(
          "there are %d vectors for %d nodes".formatted(restored, graph.live() + graph.dead()));
    }
  }

  /**
   * Over vectors that are stored, all of them live, and nothing else: each is compared with until a
   * later operation links it.
   */
  public HnswIndex(IndexSpec spec, StoredIndex stored, IndexStore store) throws IOException {
    this(spec, store);
    restoreVectors(stored);
  }

  /** How many of them have a node; the others are not linked yet. */
  private int restoreVectors(StoredIndex stored) throws IOException {
    Graph graph = hnsw.graph();
    int[] nodes = new int[1];
    stored.vectors(
        (slot, id, vector) -> {
          points.set(slot, vector, 0);
          if (graph.state(slot) == Graph.FREE) {
            hnsw.unlinked().add(slot);
          } else {
            nodes[0]++;
          }
          boolean live = graph.isLive(slot) || hnsw.unlinked().has(slot);
          if (live) {
            ids.put(key.of(id), slot);
          }
          return live;
        });
    for (int slot = 0; slot < hnsw.high(); slot++) {
      if (graph.state(slot) == Graph.FREE && !hnsw.unlinked().has(slot)) {
        free.add(slot);
      }
    }
    if (points.centre().isOverdue(ids.size())) {
      settle();
    }
    hnsw.unlinked().restored();
    return nodes[0];
  }

  /** Once, when there are enough vectors to see where they are. */
  private void settle() {
    points.settle(
        hnsw.high(), slot -> graph().state(slot) != Graph.FREE || hnsw.unlinked().has(slot));
  }

  /** The links a node asks for in the index that wrote this checkpoint. */
  public static int links(byte[] checkpoint) throws IOException {
    LogCursor in = new LogCursor(checkpoint, "index checkpoint");
    in.version(CENTRED);
    in.getInt(); // The dimension.
    return in.getInt();
  }

  /** Components of a vector in the index that wrote this checkpoint. */
  public static int dimension(byte[] checkpoint) throws IOException {
    LogCursor in = new LogCursor(checkpoint, "index checkpoint");
    in.version(CENTRED);
    return in.getInt();
  }

  private static void require(LogCursor in, String name, int expected, int found)
      throws CorruptIndexException {
    if (expected != found) {
      throw in.corrupt("its " + name + " is " + found + ", the collection's is " + expected);
    }
  }

  private void freed(int slot) {
    free.add(slot);
    free.truncate(hnsw.high());
    points.truncate(hnsw.high());
    store.removeVector(slot);
  }

  @Override
  public int slotOf(String id) {
    return ids.slotOf(key.of(id));
  }

  @Override
  public String idOf(int slot) {
    return ids.id(slot);
  }

  /** Links some that are not in the graph yet: a bounded number with each operation. */
  private void begin() {
    if (points.centre().isDue(ids.size())) {
      settle();
    }
    hnsw.begin();
    for (int i = 0; i < LINKED && hnsw.linksNext(); i++) {
      hnsw.link(ids.high(hnsw.unlinked().lowest()));
    }
  }

  private void remove(int slot) {
    if (!hnsw.delete(slot)) {
      freed(slot);
    }
  }

  @Override
  public int upsert(String id, float[] vectors, int offset) {
    begin();
    int old = ids.slotOf(key.of(id));
    int slot = free.take(hnsw.high());
    points.set(slot, vectors, offset);
    hnsw.insert(slot, key.high());
    if (old != NONE) {
      ids.remove(key, old);
      remove(old);
    }
    ids.put(key, slot);
    return slot;
  }

  @Override
  public int delete(String id) {
    int slot = ids.slotOf(key.of(id));
    if (slot != NONE) {
      begin();
      ids.remove(key, slot);
      remove(slot);
    }
    return slot;
  }

  @Override
  public void commit() {
    hnsw.commit();
  }

  @Override
  public byte[] checkpoint() {
    LogBuffer out = new LogBuffer();
    boolean centred = points.centre().isKnown();
    out.put(centred ? CENTRED : PLAIN);
    out.putInt(spec.dimension());
    out.putInt(links.m());
    hnsw.save(out);
    if (centred) {
      points.centre().save(out);
    }
    return out.toBytes();
  }

  @Override
  public SearchHits search(float[] query, int k, int ef) {
    Search.require(k, ef);
    long before = hnsw.distances();
    points.shape().prepare(query, 0, prepared, 0);
    Pool found = hnsw.search(prepared, Math.max(k, ef));
    return points.refine(found, prepared, k).hits(k, ids, (int) (hnsw.distances() - before));
  }

  @Override
  public SearchHits search(float[] query, Search asked) {
    if (asked.isPlain()) {
      return search(query, asked.k(), asked.ef());
    }
    long before = hnsw.distances();
    points.shape().prepare(query, 0, prepared, 0);
    Pool found = points.refine(hnsw.search(prepared, asked), prepared, asked.k());
    return found.hits(asked, ids, (int) (hnsw.distances() - before), hnsw.complete());
  }

  @Override
  public ExactScan exactly() {
    Graph graph = hnsw.graph();
    return new PointScan(
        points,
        hnsw::high,
        slot -> hnsw.unlinked().has(slot) || (slot < graph.high() && graph.isLive(slot)));
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public int oneByOne() {
    return hnsw.unlinked().count();
  }

  @Override
  public int deleted() {
    return hnsw.graph().dead();
  }

  @Override
  public long operations() {
    return hnsw.operations();
  }

  @Override
  public long graphHash() {
    return hnsw.hash();
  }

  @Override
  public long heapBytes() {
    return points.heapBytes() + ids.heapBytes() + free.heapBytes() + hnsw.heapBytes();
  }

  @Override
  public long heapBytesToCome() {
    return hnsw.heapBytesToCome();
  }

  /** The graph to walk. */
  public Graph graph() {
    return hnsw.graph();
  }
}

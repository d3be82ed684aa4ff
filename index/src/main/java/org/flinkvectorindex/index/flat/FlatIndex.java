package org.flinkvectorindex.index.flat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.StoredIndex;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.id.FreeSlots;
import org.flinkvectorindex.index.id.IdKey;
import org.flinkvectorindex.index.id.Ids;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.quantize.CodedPoints;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.PointScan;
import org.flinkvectorindex.index.vector.Points;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.SlotScan;

/**
 * Compares with every vector: exact, or with codes first and in full precision with what their
 * errors leave in question, as many as the quantizer allows. All there is to restore are the
 * vectors.
 */
public final class FlatIndex implements VectorIndex {
  /** What a checkpoint begins with that says nothing of a centre, and its length. */
  private static final int PLAIN = 1;

  private static final int PLAIN_LENGTH = 13;

  /** What one begins with that ends with the centre of codes: no other structure's does. */
  private static final int CENTRED = 'F';

  private final IndexStore store;
  private final Points points;
  private final Probe probe;
  private final float[] prepared;
  private final boolean coded;

  /** Any vector may be compared with in full precision, not only the best by their codes. */
  private final boolean any;

  private final Ids ids = new Ids();
  private final IdKey key = new IdKey();
  private final FreeSlots free = new FreeSlots();
  private final BitSet live = new BitSet();
  private final Pool pool = new Pool();
  private final SlotScan scan = new SlotScan();
  private long operations;

  public FlatIndex(IndexSpec spec, IndexStore store) {
    this.store = store;
    points = CodedPoints.of(spec, KernelChoice.best(), store);
    probe = points.probe();
    prepared = new float[points.shape().stride()];
    coded = spec.quantizer().kind() != Quantizer.Kind.NONE;
    any = coded && spec.quantizer().rerank() == 0;
  }

  public FlatIndex(IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store)
      throws IOException {
    this(spec, store);
    if (!wrote(checkpoint)) {
      throw new CorruptIndexException(
          "the checkpoint of a flat index has version %d and %d bytes, this release reads %d and '%c'"
              .formatted(checkpoint[0], checkpoint.length, PLAIN, CENTRED));
    }
    ByteBuffer in = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
    operations = in.getLong(1);
    if (checkpoint[0] == CENTRED) {
      points.restore(
          new LogCursor(
              Arrays.copyOfRange(checkpoint, PLAIN_LENGTH, checkpoint.length), "index checkpoint"));
    }
    restoreVectors(stored);
    if (live.cardinality() != in.getInt(9)) {
      throw new CorruptIndexException(
          "there are %d vectors, the checkpoint says %d"
              .formatted(live.cardinality(), in.getInt(9)));
    }
  }

  /** Over vectors that are stored, all of them live. */
  public FlatIndex(IndexSpec spec, StoredIndex stored, IndexStore store) throws IOException {
    this(spec, store);
    restoreVectors(stored);
  }

  private void restoreVectors(StoredIndex stored) throws IOException {
    stored.vectors(
        (slot, id, vector) -> {
          key.of(id);
          put(slot, vector, 0);
          return true;
        });
    for (int slot = live.nextClearBit(0);
        slot < live.length();
        slot = live.nextClearBit(slot + 1)) {
      free.add(slot);
    }
    if (points.centre().isOverdue(size())) {
      settle();
    }
    scan.reserve(size());
    if (any) {
      pool.reserve(size());
    }
  }

  /** An operation, before it changes anything. */
  private void begin() {
    operations++;
    if (points.centre().isDue(size())) {
      settle();
    }
  }

  /** Once, when there are enough vectors to see where they are. */
  private void settle() {
    points.settle(live.length(), live::get);
  }

  /** Whether a checkpoint is of such an index: those of graphs that begin alike are longer. */
  public static boolean wrote(byte[] checkpoint) {
    return checkpoint.length == PLAIN_LENGTH
        ? checkpoint[0] == PLAIN
        : checkpoint.length > PLAIN_LENGTH && checkpoint[0] == CENTRED;
  }

  private void put(int slot, float[] vectors, int offset) {
    points.set(slot, vectors, offset);
    ids.put(key, slot);
    live.set(slot);
  }

  private void remove(int slot) {
    ids.remove(key, slot);
    live.clear(slot);
    free.add(slot);
    free.truncate(live.length());
    points.truncate(live.length());
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

  @Override
  public int upsert(String id, float[] vectors, int offset) {
    begin();
    int slot = free.take(live.length());
    live.set(slot); // Before the old one goes: free slots are known as far as vectors are live.
    int old = ids.slotOf(key.of(id));
    if (old != NONE) {
      remove(old);
    }
    put(slot, vectors, offset);
    return slot;
  }

  @Override
  public int delete(String id) {
    int slot = ids.slotOf(key.of(id));
    if (slot != NONE) {
      begin();
      remove(slot);
    }
    return slot;
  }

  /** Vectors go to the store as they come, and there is nothing else. */
  @Override
  public void commit() {}

  @Override
  public byte[] checkpoint() {
    LogBuffer centre = new LogBuffer();
    if (points.centre().isKnown()) {
      points.centre().save(centre);
    }
    return ByteBuffer.allocate(PLAIN_LENGTH + centre.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) (centre.size() == 0 ? PLAIN : CENTRED))
        .putLong(operations)
        .putInt(live.cardinality())
        .put(centre.toBytes())
        .array();
  }

  @Override
  public SearchHits search(float[] query, int k, int ef) {
    Search.require(k, ef);
    int count = size();
    points.shape().prepare(query, 0, prepared, 0);
    pool.clear(count);
    scan.scan(live, probe.aim(prepared), coded ? Math.max(k, ef) : k, pool);
    if (any) {
      scan.addOthers(pool);
    }
    return points.refine(pool, prepared, k).hits(k, ids, count);
  }

  @Override
  public SearchHits search(float[] query, Search asked) {
    points.shape().prepare(query, 0, prepared, 0);
    pool.clear(size());
    long before = probe.count();
    boolean complete =
        scan.scan(
            live::nextSetBit,
            asked.accept(),
            probe.aim(prepared),
            before + asked.budget(),
            coded ? Math.max(asked.k(), asked.ef()) : asked.k(),
            pool);
    if (any) {
      scan.addOthers(pool);
    }
    Pool found = points.refine(pool, prepared, asked.k());
    return found.hits(asked, ids, (int) (probe.count() - before), complete);
  }

  @Override
  public ExactScan exactly() {
    return new PointScan(points, live::length, live::get);
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public int oneByOne() {
    return size();
  }

  @Override
  public int deleted() {
    return 0;
  }

  @Override
  public long operations() {
    return operations;
  }

  /** Of which slots are in use: there is no graph. */
  @Override
  public long graphHash() {
    return Arrays.hashCode(live.toLongArray());
  }

  @Override
  public long heapBytes() {
    return points.heapBytes()
        + ids.heapBytes()
        + free.heapBytes()
        + live.size() / 8
        + pool.heapBytes()
        + scan.heapBytes();
  }
}

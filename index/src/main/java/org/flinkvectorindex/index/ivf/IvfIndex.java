package org.flinkvectorindex.index.ivf;

import java.io.IOException;
import java.util.Optional;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.StoredIndex;
import org.flinkvectorindex.index.Structure.Ivf;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.id.FreeSlots;
import org.flinkvectorindex.index.id.IdKey;
import org.flinkvectorindex.index.id.Ids;
import org.flinkvectorindex.index.journal.Journal;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.quantize.CodeBlocks;
import org.flinkvectorindex.index.quantize.ProductBlocks;
import org.flinkvectorindex.index.quantize.Reranker;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Vectors by id in inverted lists that follow the stream.
 *
 * <p>A vector is in the list whose centroid is nearest; a search scans the lists nearest to the
 * query, all their codes in blocks, and compares in full precision what those leave in question.
 * The first vectors are all scanned, so answers are exact until there are enough; {@link
 * ListKeeper} does the rest. An insert compares with the centroids and writes some ten bytes of
 * log; a delete frees its slot at once.
 *
 * <p>Memory a vector: its code, the vector unless it is left in the store, 12 bytes of places and
 * slots, its id, and a part of a centroid and of a block that is not full.
 */
public final class IvfIndex implements VectorIndex {
  /** Vectors that get a place with an operation, beside its own. */
  private static final int TAKEN = 2;

  private final IndexSpec spec;
  private final ListSizes sizes;
  private final IndexStore store;
  private final Shape shape;
  private final Blocks blocks;
  private final Reranker reranker;
  private final Optional<ListCodebooks> codebooks;
  private final Lists lists;
  private final ListEditor editor;
  private final ListKeeper keeper;
  private final ListSearcher searcher;
  private final AskedScan asked;
  private final Unlisted unlisted;
  private final Distances distances;
  private final Journal journal;
  private final JournalledLists journalled;
  private final Ids ids = new Ids();
  private final IdKey key = new IdKey();
  private final FreeSlots free = new FreeSlots();
  private final float[] prepared;
  private final float[] point;
  private long operations;
  private long committed;

  /** The slot of the vector that is being inserted: nobody has stored it yet. */
  private int fresh = NONE;

  /** Of codebooks that were checkpointed and are of no use to the quantizer that there is now. */
  private long left;

  public IvfIndex(IndexSpec spec, IndexStore store) {
    this(spec, store, KernelChoice.best(), sizes(spec));
  }

  IvfIndex(IndexSpec spec, IndexStore store, Kernels kernels, ListSizes sizes) {
    this.spec = spec;
    this.sizes = sizes;
    this.store = store;
    shape = new Shape(spec.dimension(), spec.metric());
    blocks = CodeBlocks.of(spec, kernels);
    codebooks =
        blocks instanceof ProductBlocks product
            ? Optional.of(new ListCodebooks(product))
            : Optional.empty();
    lists = new Lists(blocks, new Centroids(shape, kernels, blocks), this::codebook);
    editor = new ListEditor(lists, spec.dimension(), shape.stride(), this::read);
    distances = new Distances(lists, spec.metric(), shape.stride());
    keeper = new ListKeeper(editor, sizes, distances, spec.dimension(), shape.stride());
    unlisted = new Unlisted(blocks, this::codebook);
    reranker =
        blocks
            .rows()
            .map(
                rows -> new Reranker(new PlacedOriginals(lists, unlisted, rows), Integer.MAX_VALUE))
            .orElseGet(() -> new Reranker(spec, kernels, store));
    BlockScan scan = new BlockScan(blocks, spec.metric(), kernels.blocks());
    searcher = new ListSearcher(lists, unlisted, scan);
    asked = new AskedScan(lists, unlisted, scan);
    journalled = new JournalledLists(lists, editor, ids, spec.dimension());
    journal = new Journal(journalled, spec.lag(), store);
    prepared = new float[shape.stride()];
    point = new float[shape.stride()];
  }

  private int codebook(int list) {
    return codebooks.isPresent() ? codebooks.get().of(list) : 0;
  }

  private void read(int slot, float[] into) {
    if (slot == fresh) {
      System.arraycopy(prepared, 0, into, 0, prepared.length);
    } else {
      reranker.read(slot, into);
    }
  }

  private static ListSizes sizes(IndexSpec spec) {
    return ListSizes.of((Ivf) spec.structure(), spec.dimension());
  }

  public IvfIndex(IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store)
      throws IOException {
    this(spec, checkpoint, stored, store, sizes(spec));
  }

  IvfIndex(IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store, ListSizes sizes)
      throws IOException {
    this(spec, store, KernelChoice.best(), sizes);
    LogCursor in = new LogCursor(checkpoint, "index checkpoint");
    ListHeader header = ListHeader.read(in, spec.dimension());
    operations = header.operations();
    committed = operations;
    journalled.limits(header.slots(), header.lists());
    keeper.restore(in, journalled.most());
    journal.read(in);
    if (header.hasCodebooks()) {
      restoreCodebooks(in);
    }
    if (header.hasCentre()) {
      blocks.centre().restore(in);
      blocks.centred();
    }
    journal.restore(stored);
    lists.restored();
    editor.rehash();
    stored.vectors(this::restore);
    header.check(ids.size(), unlisted.count());
    freeTheRest();
  }

  /** Another quantizer does without them, but the hash of what was checkpointed has them. */
  private void restoreCodebooks(LogCursor in) throws CorruptIndexException {
    if (codebooks.isPresent()) {
      codebooks.get().restore(in, journalled.most());
    } else {
      ListCodebooks unused =
          new ListCodebooks(new ProductBlocks(shape, KernelChoice.best().blocks()));
      unused.restore(in, journalled.most());
      left = unused.hash();
    }
  }

  /**
   * Over vectors that are stored, all of them live, and nothing else: each is compared with until a
   * later operation puts it into a list.
   */
  public IvfIndex(IndexSpec spec, StoredIndex stored, IndexStore store) throws IOException {
    this(spec, stored, store, sizes(spec));
  }

  IvfIndex(IndexSpec spec, StoredIndex stored, IndexStore store, ListSizes sizes)
      throws IOException {
    this(spec, store, KernelChoice.best(), sizes);
    stored.vectors(this::restore);
    freeTheRest();
  }

  /** Once, when there are enough vectors to see where they are. */
  private void settle() {
    if (blocks.centre().settle(high(), this::holds, this::read)) {
      blocks.centred();
      for (int slot = 0; slot < high(); slot++) {
        if (holds(slot)) {
          reranker.read(slot, prepared);
          turn();
          code(slot);
        }
      }
    }
  }

  private boolean holds(int slot) {
    return lists.places.list(slot) != Places.NONE || unlisted.has(slot);
  }

  private void freeTheRest() {
    for (int slot = 0; slot < high(); slot++) {
      if (!holds(slot)) {
        free.add(slot);
      }
    }
    if (blocks.centre().isOverdue(ids.size())) {
      settle();
    }
  }

  /** All slots in use are below. */
  private int high() {
    return Math.max(lists.places.high(), unlisted.high());
  }

  /** Whether a checkpoint is of such an index. */
  public static boolean wrote(byte[] checkpoint) {
    return ListHeader.begins(checkpoint);
  }

  /** Components of a vector in the index that wrote this checkpoint. */
  public static int dimension(byte[] checkpoint) throws IOException {
    return ListHeader.dimension(new LogCursor(checkpoint, "index checkpoint"));
  }

  /** All are live: nothing is found through one that is not. */
  private boolean restore(int slot, String id, float[] vector) {
    ids.put(key.of(id), slot);
    prepare(vector, 0);
    if (lists.places.list(slot) == Places.NONE) {
      unlisted.add(slot);
    }
    code(slot);
    reranker.set(slot, vector, 0);
    return true;
  }

  /** Puts the vector at hand where its slot has its place. */
  private void code(int slot) {
    int list = lists.places.list(slot);
    if (list == Places.NONE) {
      blocks.set(unlisted.block(slot), unlisted.lane(slot), point);
    } else {
      int position = lists.places.position(slot);
      blocks.set(lists.get(list).block(position), InvertedList.lane(position), point);
    }
  }

  /** Prepares a vector, and brings it into the space of the blocks as well. */
  private void prepare(float[] vectors, int offset) {
    shape.prepare(vectors, offset, prepared, 0);
    turn();
  }

  private void turn() {
    System.arraycopy(prepared, 0, point, 0, point.length);
    blocks.transform(point);
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
    int slot = free.take(high());
    int old = ids.slotOf(key.of(id));
    prepare(vectors, offset);
    fresh = slot;
    codebooks.ifPresent(each -> each.learn(prepared));
    if (old != NONE) {
      ids.remove(key, old);
    }
    ids.put(key, slot);
    insert(slot);
    reranker.set(slot, vectors, offset);
    if (old != NONE) {
      remove(old);
    }
    end();
    return slot;
  }

  /** Some that are in no list yet get a place: a bounded number with each operation. */
  private void begin() {
    operations++;
    left = 0;
    fresh = NONE;
    if (blocks.centre().isDue(ids.size())) {
      settle();
    }
    for (int i = 0; i < TAKEN && unlisted.count() > 0; i++) {
      int slot = unlisted.lowest();
      blocks.get(unlisted.block(slot), unlisted.lane(slot), point);
      System.arraycopy(point, 0, prepared, 0, prepared.length);
      blocks.undo(prepared);
      int list = nearest();
      float radius = distances.radius(lists.centroids.scored(list));
      editor.take(slot, list, unlisted.block(slot), unlisted.lane(slot), radius);
      unlisted.remove(slot);
      keeper.changed(list, ids.size());
      keeper.step(operations, ids.size());
    }
  }

  private void end() {
    keeper.step(operations, ids.size());
    codebooks.ifPresent(each -> each.step(operations, lists, editor, unlisted.count() == 0));
  }

  private void insert(int slot) {
    int list = nearest();
    editor.add(slot, list, point, distances.radius(lists.centroids.scored(list)));
    keeper.changed(list, ids.size());
  }

  /** The list that the vector at hand belongs to; the first vector makes the first list. */
  private int nearest() {
    int list = lists.centroids.nearest(point);
    if (list == Centroids.NONE) {
      list = lists.take();
      editor.list(list, prepared, 0);
      lists.centroids.nearest(point);
    }
    return list;
  }

  private void remove(int slot) {
    if (unlisted.has(slot)) {
      unlisted.remove(slot);
    } else {
      int list = lists.places.list(slot);
      editor.remove(slot);
      keeper.changed(list, ids.size());
    }
    free.add(slot);
    free.truncate(high());
    reranker.truncate(high());
    store.removeVector(slot);
  }

  @Override
  public int delete(String id) {
    int slot = ids.slotOf(key.of(id));
    if (slot != NONE) {
      begin();
      ids.remove(key, slot);
      remove(slot);
      end();
    }
    return slot;
  }

  @Override
  public void commit() {
    journal.commit(operations - committed);
    committed = operations;
    left = 0;
  }

  @Override
  public byte[] checkpoint() {
    LogBuffer out = new LogBuffer();
    new ListHeader(
            ListHeader.version(codebooks.isPresent(), blocks.centre().isKnown(), unlisted.count()),
            spec.dimension(),
            operations,
            ids.size(),
            unlisted.count(),
            journalled.slots(),
            journalled.most())
        .write(out);
    keeper.save(out);
    journal.save(out);
    codebooks.ifPresent(each -> each.save(out));
    if (blocks.centre().isKnown()) {
      blocks.centre().save(out);
    }
    return out.toBytes();
  }

  /**
   * @param ef lists that are scanned, and more where they hold fewer than {@code k}; 0 for all but
   *     those that can hold nothing nearer
   */
  @Override
  public SearchHits search(float[] query, int k, int ef) {
    Search.require(k, ef);
    prepare(query, 0);
    Pool found = searcher.search(point, square(), k, probes(ef));
    return reranker.refine(found, prepared, k).hits(k, ids, searcher.visited());
  }

  @Override
  public SearchHits search(float[] query, Search search) {
    if (search.isPlain()) {
      return search(query, search.k(), search.ef());
    }
    prepare(query, 0);
    Pool found = asked.search(point, square(), search, probes(search.ef()));
    return reranker
        .refine(found, prepared, search.k())
        .hits(search, ids, asked.visited(), asked.complete());
  }

  /** Squared length of what was prepared. */
  private float square() {
    float square = 0;
    for (float component : prepared) {
      square += component * component;
    }
    return square;
  }

  private int probes(int ef) {
    return isSmall() ? ListSearcher.ALL : ef;
  }

  @Override
  public ExactScan exactly() {
    return new ListScan(lists, unlisted, shape, reranker.probe());
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public int oneByOne() {
    return isSmall() ? size() : unlisted();
  }

  private boolean isSmall() {
    return ids.size() <= sizes.exactUntil();
  }

  /** Slots of deleted vectors are free at once. */
  @Override
  public int deleted() {
    return 0;
  }

  @Override
  public long operations() {
    return operations;
  }

  @Override
  public long graphHash() {
    return editor.hash() + unlisted.hash() + left + codebooks.map(ListCodebooks::hash).orElse(0L);
  }

  /** How many lists there are. */
  public int lists() {
    return lists.count();
  }

  /** Vectors that are in no list yet. */
  public int unlisted() {
    return unlisted.count();
  }

  /** How many codebooks there were but for the first, where there are any. */
  int codebooks() {
    return codebooks.map(ListCodebooks::number).orElse(0);
  }

  /** Whether some lists are of the next codebook. */
  boolean betweenCodebooks() {
    return codebooks.map(ListCodebooks::replacing).orElse(false);
  }

  /** Share of the squared length of late vectors that their codes are off by, with codebooks. */
  double codeError() {
    return codebooks.map(ListCodebooks::error).orElse(0.0);
  }

  /** For validation. */
  Lists structure() {
    return lists;
  }

  @Override
  public long heapBytes() {
    return lists.heapBytes()
        + unlisted.heapBytes()
        + ids.heapBytes()
        + free.heapBytes()
        + keeper.heapBytes()
        + journal.heapBytes()
        + codebooks.map(ListCodebooks::heapBytes).orElse(0L)
        + reranker.heapBytes();
  }
}

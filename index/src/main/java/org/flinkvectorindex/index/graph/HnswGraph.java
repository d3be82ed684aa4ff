package org.flinkvectorindex.index.graph;

import java.io.IOException;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.StoredIndex;
import org.flinkvectorindex.index.Structure.Hnsw;
import org.flinkvectorindex.index.journal.Journal;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Points;
import org.flinkvectorindex.index.vector.Probe;

/**
 * The graph with everything that changes, searches and keeps it: ordinals and distances, no ids.
 */
final class HnswGraph {
  private final Graph graph;
  private final GraphEditor editor;
  private final GraphSearcher searcher;
  private final AskedWalk asked;
  private final GraphInserter inserter;
  private final SpanningTree tree;
  private final GraphSweeper sweeper;
  private final Journal journal;
  private final Unlinked unlinked = new Unlinked();
  private final int exactUntil;
  private final Probe query;
  private final Pool pool = new Pool();
  private boolean complete;
  private long operations;
  private long committed;

  HnswGraph(
      Hnsw links,
      double lag,
      boolean narrow,
      Points points,
      IndexStore store,
      GraphSweeper.Freed freed) {
    exactUntil = links.exactUntil();
    graph = new Graph(links.m(), narrow);
    editor = new GraphEditor(graph);
    searcher = new GraphSearcher(graph);
    asked = new AskedWalk(graph, searcher);
    query = points.probe();
    Probe probe = points.probe();
    Occlusion occlusion = new Occlusion(points.probe());
    Linker linker = new Linker(editor, points.probe(), occlusion);
    tree = new SpanningTree(editor, linker, probe);
    inserter =
        new GraphInserter(editor, searcher, linker, tree, probe, occlusion, links.efConstruction());
    sweeper = new GraphSweeper(editor, probe, occlusion, freed);
    journal = new Journal(new JournalledGraph(graph, editor, new GraphPages(graph)), lag, store);
  }

  Graph graph() {
    return graph;
  }

  /** Begins an operation: some slots may become free. */
  void begin() {
    operations++;
    sweeper.step();
  }

  /** Vectors that are not in the graph yet. */
  Unlinked unlinked() {
    return unlinked;
  }

  /** All slots in use are below. */
  int high() {
    return Math.max(graph.high(), unlinked.high());
  }

  /** So few vectors that a graph would gain nothing, and there never were more. */
  private boolean isFlat() {
    return graph.high() == 0 && unlinked.count() < exactUntil;
  }

  /** Whether an unlinked vector is to be linked before the next operation. */
  boolean linksNext() {
    return unlinked.count() > 0 && (graph.high() > 0 || unlinked.count() >= exactUntil);
  }

  /** Links the unlinked vector with the lowest slot. */
  void link(long hash) {
    int slot = unlinked.lowest();
    unlinked.remove(slot);
    inserter.insert(slot, inserter.level(hash), false);
  }

  void insert(int slot, long hash) {
    if (isFlat()) {
      unlinked.add(slot);
    } else {
      inserter.insert(slot, inserter.level(hash), true);
    }
  }

  /** False where the slot is free at once. */
  boolean delete(int slot) {
    if (unlinked.has(slot)) {
      unlinked.remove(slot);
      return false;
    }
    editor.state(slot, Graph.DEAD);
    tree.leave(slot);
    if (slot == graph.entry()) {
      graph.entry(nextEntry(slot));
    }
    return true;
  }

  /** A neighbour on the highest layer, where there is one. */
  private int nextEntry(int entry) {
    int top = graph.level(entry);
    for (int i = 0, end = graph.degree(entry, top); i < end; i++) {
      int link = graph.link(entry, top, i);
      if (graph.isLive(link)) {
        return link;
      }
    }
    return graph.highestLive();
  }

  /** The pool of what was found; valid until the next search. */
  Pool search(float[] prepared, int ef) {
    // Without a graph the answer is exact: all that are as near as the last are kept.
    pool.clear(graph.entry() == Graph.NONE ? Math.max(ef, unlinked.count()) : ef);
    if (graph.entry() != Graph.NONE) {
      query.aim(prepared);
      int start = searcher.descend(query, graph.entry(), 0);
      searcher.begin();
      searcher.start(query, start, pool);
      searcher.start(query, searcher.nearestLive(), pool);
      searcher.walk(query, 0, pool);
    }
    if (unlinked.count() > 0) {
      unlinked.search(query.aim(prepared), ef, pool);
    }
    return pool;
  }

  /** The same for a search that asks for more; {@link #complete} is about it. */
  Pool search(float[] prepared, Search search) {
    int ef = Math.max(search.k(), search.ef());
    pool.clear(graph.entry() == Graph.NONE ? Math.max(ef, unlinked.count()) : ef);
    query.aim(prepared);
    long limit = query.count() + search.budget();
    complete = graph.entry() == Graph.NONE || asked.walk(query, search, limit, pool);
    complete &= unlinked.search(query.aim(prepared), search.accept(), limit, ef, pool);
    return pool;
  }

  /** False where the last search that asked for more was ended by its budget. */
  boolean complete() {
    return complete;
  }

  /** Distances that searches have computed. */
  long distances() {
    return query.count();
  }

  void commit() {
    journal.commit(operations - committed);
    committed = operations;
  }

  long operations() {
    return operations;
  }

  long hash() {
    return editor.hash() + unlinked.hash();
  }

  void save(LogBuffer out) {
    out.putLong(operations);
    out.putInt(sweeper.cursor());
    out.putLong(editor.hash());
    journal.save(out);
    out.putInt(graph.ceiling());
    out.putInt(graph.high());
    out.putInt(graph.entry() + 1);
  }

  void restore(LogCursor in, StoredIndex stored) throws IOException {
    operations = in.getLong();
    committed = operations;
    sweeper.cursor(in.getInt());
    long hash = in.getLong();
    journal.read(in);
    graph.ceiling(in.getInt());
    int high = in.getInt();
    int entry = in.getInt(high + 1, "entry point") - 1;
    journal.restore(stored);
    if (graph.high() != high) {
      throw new CorruptIndexException(
          "the graph ends at slot %d, the checkpoint says %d: pages or log entries are missing"
              .formatted(graph.high(), high));
    }
    graph.entry(entry);
    editor.rehash();
    if (editor.hash() != hash) {
      throw in.corrupt(
          "the graph restored has hash %016x, the one checkpointed had %016x"
              .formatted(editor.hash(), hash));
    }
  }

  long heapBytes() {
    return graph.heapBytes()
        + searcher.heapBytes()
        + editor.heapBytes()
        + journal.heapBytes()
        + unlinked.heapBytes();
  }

  /** What the unlinked vectors will take more, about, once they are linked. */
  long heapBytesToCome() {
    return linksNext() ? graph.heapBytesToCome(unlinked.high(), unlinked.count()) : 0;
  }
}

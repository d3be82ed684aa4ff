package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.Journalled;

/** A graph as its journal sees it. */
record JournalledGraph(Graph graph, GraphEditor editor, GraphPages images) implements Journalled {

  @Override
  public byte[] drain() {
    return editor.drain();
  }

  @Override
  public int pages() {
    return GraphPages.count(graph.high());
  }

  @Override
  public int live() {
    return graph.live();
  }

  @Override
  public byte[] image(int page, long sequence) {
    return images.image(page, sequence);
  }

  @Override
  public long restore(int page, byte[] image) throws CorruptIndexException {
    return images.restore(page, image, graph.ceiling());
  }

  @Override
  public void replay(long sequence, byte[] entry, Stale stale) throws CorruptIndexException {
    new GraphLog(graph, graph.ceiling()).replay(sequence, entry, stale);
  }
}

package org.flinkvectorindex.connectors.history;

import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.source.PacedSource;

/**
 * What came before the live stream: bounded sources, one after the other, at a limited rate.
 *
 * <p>The live stream is not the last of them but a source of its own beside it. So live changes
 * don't wait until history is read, the live source keeps its identity in savepoints, and there is
 * no moment of handing over at which something could be lost: what both read is decided by the
 * order of changes.
 */
public final class History {
  private History() {}

  /**
   * @param parts bounded, in the order in which they are read, one or more
   * @param perSecond records
   */
  public static Source<Decoded<Mutation>, ?, ?> of(
      List<Source<Decoded<Mutation>, ?, ?>> parts, int perSecond) {
    HybridSource.HybridSourceBuilder<Decoded<Mutation>, SplitEnumerator<?, ?>> builder =
        HybridSource.builder(parts.get(0));
    for (Source<Decoded<Mutation>, ?, ?> part : parts.subList(1, parts.size())) {
      builder = builder.addSource(part);
    }
    return new PacedSource<>(builder.build(), perSecond);
  }
}

package org.flinkvectorindex.operators.admit;

import org.apache.flink.util.OutputTag;

/** Where what is not admitted goes: the side outputs of whichever function admits. */
@FunctionalInterface
interface Aside {
  <X> void output(OutputTag<X> tag, X record);
}

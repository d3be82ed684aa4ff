package org.flinkvectorindex.benchmarks.demo;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** The story, to read. */
final class Account {
  private static final int COLUMN = 19;
  private static final String INDENT = "   ";

  private final PrintStream out;
  private final Progress progress;
  private int acts;

  Account(PrintStream out, Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  void act(String title) {
    line("");
    progress.clear();
    out.printf("%d  %s%n%n", ++acts, title);
    out.flush();
  }

  @FormatMethod
  void line(String format, Object... values) {
    progress.clear();
    out.println((INDENT + format.formatted(values)).stripTrailing());
    out.flush();
  }

  @FormatMethod
  void fact(String name, @FormatString String format, Object... values) {
    line("%-24s %s", name, format.formatted(values));
  }

  /** Answers side by side, the nearest on top, with their similarities. */
  void neighbours(List<String> questions, List<Answer> answers, int rows) {
    line("%s", columns(questions));
    for (int row = 0; row < rows; row++) {
      int place = row;
      line(
          "%s",
          columns(
              answers.stream()
                  .map(
                      answer ->
                          place < answer.neighbours().size()
                              ? text(answer.neighbours().get(place))
                              : "")
                  .toList()));
    }
  }

  /** One answer in one line. */
  static String names(Answer answer, int count) {
    return answer.neighbours().stream()
        .limit(count)
        .map(Answer.Neighbour::id)
        .collect(Collectors.joining("  "));
  }

  private static String text(Answer.Neighbour neighbour) {
    return "%.2f %s".formatted(1 - neighbour.distance(), neighbour.id());
  }

  private static String columns(List<String> cells) {
    return cells.stream()
        .map(cell -> ("%-" + COLUMN + "s").formatted(cell))
        .collect(Collectors.joining());
  }
}

package org.flinkvectorindex.benchmarks.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plots for the docs, from what measurements printed with {@code --json}. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    description = "Draws the JSON lines of ann or runbook as SVG.")
public final class PlotCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;

  @Option(
      names = "--of",
      required = true,
      description = "recall (of ann: QPS against recall) or churn (of runbook: recall by step).")
  private Picture picture;

  @Option(names = "--title", defaultValue = "", description = "Above the plot.")
  private String title;

  @Option(names = "--from", defaultValue = "0", description = "Leaves out what has recall below.")
  private double from;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The SVG.")
  private Path out;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON lines.")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    System.setProperty("java.awt.headless", "true");
    Map<String, List<JsonNode>> lines = new LinkedHashMap<>();
    for (Path file : files) {
      List<JsonNode> objects = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("{")) {
          objects.add(JSON.readTree(line));
        }
      }
      lines.put(file.getFileName().toString().replaceFirst("\\.[^.]*$", ""), objects);
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(picture.x)
            .yAxisTitle(picture.y)
            .build();
    chart.getStyler().setYAxisLogarithmic(picture.logarithmic);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setMarkerSize(5);
    picture.curves(lines).stream()
        .map(curve -> picture == Picture.RECALL ? curve.from(from) : curve)
        .filter(curve -> !curve.xs().isEmpty())
        .forEach(curve -> chart.addSeries(curve.name(), curve.xs(), curve.ys()));
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    VectorGraphicsEncoder.saveVectorGraphic(chart, out.toString(), VectorGraphicsFormat.SVG);
    // Letters are outlines; two places are enough for them, and make a third of the file.
    Files.writeString(out, Files.readString(out).replaceAll("(\\.\\d{2})\\d+", "$1"));
    return 0;
  }
}

package org.flinkvectorindex.jobs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and the names that say nothing. */
class ModuleArrowsTest {
  private static final String ROOT = "org.flinkvectorindex";
  private static final String INDEX = ROOT + ".index..";
  private static final String CONNECTORS = ROOT + ".connectors..";
  private static final String OPERATORS = ROOT + ".operators..";
  private static final String JOBS = ROOT + ".jobs..";
  private static final String BENCHMARKS = ROOT + ".benchmarks..";

  private static JavaClasses code;

  @BeforeAll
  static void read() {
    code =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
  }

  @Test
  void theIndexKnowsArraysOnly() {
    noClasses()
        .that()
        .resideInAPackage(INDEX)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..",
            "org.apache.kafka..",
            "com.fasterxml..",
            "io.lettuce..",
            CONNECTORS,
            OPERATORS,
            JOBS,
            BENCHMARKS)
        .check(code);
  }

  @Test
  void connectorsKnowNoVectorSearch() {
    noClasses()
        .that()
        .resideInAPackage(CONNECTORS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INDEX, OPERATORS, JOBS, BENCHMARKS)
        .check(code);
  }

  @Test
  void operatorsKnowRecordsAndNoConnector() {
    noClasses()
        .that()
        .resideInAPackage(OPERATORS)
        .should()
        .dependOnClassesThat(
            resideInAPackage(CONNECTORS)
                .and(
                    not(
                        resideInAnyPackage(
                            ROOT + ".connectors.record..", ROOT + ".connectors.serde.."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.lettuce..", JOBS, BENCHMARKS)
        .check(code);
  }

  @Test
  void nobodyButBenchmarksKnowsJobs() {
    classes()
        .that()
        .resideInAPackage(JOBS)
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage(JOBS, BENCHMARKS)
        .check(code);
  }

  @Test
  void packagesAreNamedForWhatTheyDo() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..impl..",
            "..manager..",
            "..helper..",
            "..helpers..",
            "..misc..")
        .check(code);
  }

  @Test
  void onlyFlinkApiThatTheNextLineKeeps() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.streaming.api.functions.source..",
            "org.apache.flink.streaming.api.functions.sink",
            "org.apache.flink.streaming.connectors..",
            "org.apache.flink.api.java.operators..",
            "org.apache.flink.queryablestate..",
            "com.esotericsoftware..")
        .check(code);
  }
}

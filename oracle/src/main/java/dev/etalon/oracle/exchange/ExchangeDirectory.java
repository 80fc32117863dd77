package dev.etalon.oracle.exchange;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.tensorfile.MalformedFileException;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.verification.Selection;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.NdArray;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.core.DD;

/**
 * A folder of questions and answers: {@code manifest.json}, {@code cases}, {@code results}, and
 * perhaps {@code expected}. Nothing that is there is ever written over.
 *
 * @param folder the folder
 */
public record ExchangeDirectory(Path folder) {
  private static final String MANIFEST = "manifest.json";
  private static final String BUDGET = ".budget";

  /** A case with its description. */
  public record Asked(Exercise exercise, Case exam) {
    /** A case whose data are rounded to a dtype. */
    public static Asked of(Case exam, DType dtype) {
      return new Asked(Exercise.of(exam, dtype), exam);
    }

    /** The catalogue's cases of a selection, drawn from a seed, in the catalogue's order. */
    public static List<Asked> drawn(Selection selection, long seed) {
      List<Asked> asked = new ArrayList<>();
      for (Recipe recipe : Catalog.recipes()) {
        for (DType dtype : Verification.DTYPES) {
          if (selection.includes(recipe) && selection.includes(dtype)) {
            asked.add(of(recipe.draw(seed).as(dtype), dtype));
          }
        }
      }
      return asked;
    }

    @Override
    public String toString() {
      return exercise.key();
    }
  }

  /** Whether a folder is one. */
  public static boolean isAt(Path folder) {
    return Files.exists(folder.resolve(MANIFEST));
  }

  /** The folder of the questions' data. */
  public Path cases() {
    return folder.resolve("cases");
  }

  /** The folder of what is true, where it is recorded. */
  public Path expected() {
    return folder.resolve("expected");
  }

  /** The answers. */
  public AnswerFiles answers() {
    return new AnswerFiles(results());
  }

  /** The folder of the answers. */
  public Path results() {
    return folder.resolve("results");
  }

  /**
   * Makes the folders.
   *
   * @throws DirectoryNotEmptyException if something is there already
   * @throws IOException if they cannot be made
   */
  public void create() throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      if (entries.iterator().hasNext()) {
        throw new DirectoryNotEmptyException(folder.toString());
      }
    }
    Files.createDirectory(cases());
    Files.createDirectory(results());
  }

  /** Writes the manifest; it comes last, so that a folder with one is whole. */
  public void write(Manifest manifest) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
    printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    Files.writeString(
        folder.resolve(MANIFEST),
        Json.MAPPER.writer(printer).writeValueAsString(manifest) + "\n",
        StandardOpenOption.CREATE_NEW);
  }

  /** Writes the data of a case. */
  public void write(Asked asked, ArrayStore form) throws IOException {
    form.write(cases(), asked.exercise().key(), Exercise.arrays(asked.exam()));
  }

  /** Writes what is true of a case, and how far from it a correct kernel may be. */
  public void writeExpected(Asked asked, Standard standard, ArrayStore form) throws IOException {
    Files.createDirectories(expected());
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String quantity : asked.exam().quantities()) {
      NdArray<DD> truth = standard.truth(quantity);
      double[] budget = standard.budget(quantity);
      for (int i = 0; i < budget.length; i++) {
        double rounding = Math.abs(truth.at(i).lo());
        budget[i] += Double.isFinite(rounding) ? rounding : 0;
        budget[i] = Double.isNaN(budget[i]) ? Double.POSITIVE_INFINITY : budget[i];
      }
      arrays.put(Answer.array(quantity), truth.toTensor(DType.FLOAT64, DD::hi));
      arrays.put(Answer.array(quantity) + BUDGET, Tensor.of(DType.FLOAT64, truth.shape(), budget));
    }
    form.write(expected(), asked.exercise().key(), arrays);
  }

  /**
   * Reads the manifest.
   *
   * @throws MalformedFileException if it is missing or not one
   */
  public Manifest manifest() throws IOException {
    return Manifest.read(folder.resolve(MANIFEST));
  }

  /**
   * Reads a case.
   *
   * @throws MalformedFileException if its data are missing or are not what the operator needs
   */
  public Asked read(Exercise exercise) throws IOException {
    Map<String, Tensor> arrays =
        ArrayStore.read(cases(), exercise.key())
            .orElseThrow(
                () ->
                    new MalformedFileException(
                        "%s is missing".formatted(ArrayStore.NPZ.place(cases(), exercise.key()))));
    try {
      return new Asked(exercise, exercise.exam(arrays));
    } catch (ConstraintViolation e) {
      throw new MalformedFileException(
          "case %s of %s: %s".formatted(exercise.key(), folder, e.getMessage()));
    } catch (IllegalArgumentException e) {
      // a shape that cannot be, a dtype that is none
      throw new MalformedFileException(
          "case %s of %s: %s".formatted(exercise.key(), folder, Text.brief(e.getMessage())));
    }
  }
}

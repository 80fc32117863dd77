package dev.etalon.reports.cli;

import dev.etalon.oracle.lab.Interpreter;
import dev.etalon.oracle.process.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line as one word of another: split as a shell would, but nothing in it is expanded. It
 * runs where the user stands, and may read the folders of the files that it names.
 *
 * @param name what to call it: the file that it names, or the command
 * @param program the program
 */
record ForeignCommand(String name, Program program) {
  /** A word: plain characters, 'as it is', or "as it is". */
  private static final Pattern WORD = Pattern.compile("((?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+)");

  /** What a command's file may end with, on Windows. */
  private static final List<String> SUFFIXES = List.of("", ".exe", ".cmd", ".bat");

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

  static ForeignCommand of(String line) {
    List<String> words = words(line);
    if (words.isEmpty()) {
      throw new BadInput("--run is empty; give a command such as 'python3 answers.py'");
    }
    requireCommand(words.get(0));
    List<Path> readable = new ArrayList<>();
    String name = fileName(words.get(0));
    for (String word : words) {
      if (isFile(word)) {
        Path file = Path.of(word).toAbsolutePath().normalize();
        readable.add(file.getParent() == null ? file : file.getParent());
        name = fileName(word);
      }
    }
    Path here = Path.of("").toAbsolutePath();
    return new ForeignCommand(name, new Program(name, words, readable, Map.of(), here));
  }

  /**
   * Python code, for which the adapter answers.
   *
   * @param name what to call it
   * @param arguments the adapter's
   * @param readable folders that the code needs
   */
  static ForeignCommand adapted(
      Interpreter python, Path adapter, String name, List<String> arguments, List<Path> readable) {
    List<String> words = new ArrayList<>();
    words.add(python.executable().toString());
    words.add(adapter.toString());
    words.addAll(arguments);
    List<Path> folders = new ArrayList<>(python.folders());
    folders.add(adapter.getParent());
    folders.addAll(readable);
    Path here = Path.of("").toAbsolutePath();
    return new ForeignCommand(name, new Program(name, words, folders, Map.of(), here));
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    int end = 0;
    while (word.find()) {
      requireBlank(line.substring(end, word.start()), line);
      end = word.end();
      words.add(
          QUOTED
              .matcher(word.group())
              .replaceAll(
                  quoted ->
                      Matcher.quoteReplacement(
                          quoted.group(1) == null ? quoted.group(2) : quoted.group(1))));
    }
    requireBlank(line.substring(end), line);
    return words;
  }

  private static void requireBlank(String between, String line) {
    if (!between.isBlank()) {
      throw new BadInput("--run has a quote without its partner: %s".formatted(line));
    }
  }

  /** A shell would say so only after the work has begun. */
  private static void requireCommand(String word) {
    boolean found = word.contains("/") || word.contains(File.separator);
    if (found) {
      found = isFile(word);
    } else {
      for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
        found |=
            SUFFIXES.stream().anyMatch(suffix -> isFile(place + File.separator + word + suffix));
      }
    }
    if (!found) {
      throw new BadInput(
          "--run names the command '%s', which is neither a file nor on the PATH".formatted(word));
    }
  }

  private static boolean isFile(String word) {
    try {
      return Files.isRegularFile(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String fileName(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}

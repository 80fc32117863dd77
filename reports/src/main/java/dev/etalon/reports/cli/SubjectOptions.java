package dev.etalon.reports.cli;

import dev.etalon.fixtures.Subjects;
import dev.etalon.reference.operator.Implementation;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose whom a snapshot is of. */
final class SubjectOptions {
  @Option(
      names = "--implementation",
      paramLabel = "NAME",
      description =
          "One of Etalon's own by name, or a Java class that implements Implementation (default:"
              + " ${DEFAULT-VALUE}).")
  private String implementation = "definition";

  @Option(
      names = "--class-path",
      split = "[:;]",
      paramLabel = "PATH",
      description = "Where that class is: jars and folders.")
  private List<Path> classPath = List.of();

  /**
   * The implementation.
   *
   * @throws BadInput if there is none of that name, or the class cannot be used
   */
  Implementation subject() {
    return Subjects.all().stream()
        .filter(subject -> subject.name().equals(implementation))
        .findFirst()
        .orElseGet(this::load);
  }

  /** The same with another name or place; what is null stays. */
  SubjectOptions but(@Nullable String otherImplementation, @Nullable List<Path> otherClassPath) {
    SubjectOptions other = new SubjectOptions();
    other.implementation = otherImplementation == null ? implementation : otherImplementation;
    other.classPath = otherClassPath == null ? classPath : otherClassPath;
    return other;
  }

  /** The options again, for another process. */
  List<String> arguments() {
    return arguments("--");
  }

  /** The options again under names that begin otherwise, as {@code --yardstick-}. */
  List<String> arguments(String prefix) {
    List<String> arguments = new ArrayList<>(List.of(prefix + "implementation", implementation));
    for (Path path : classPath) {
      arguments.addAll(List.of(prefix + "class-path", path.toString()));
    }
    return arguments;
  }

  private Implementation load() {
    try {
      Class<?> type =
          Class.forName(
              implementation, true, new URLClassLoader(urls(), getClass().getClassLoader()));
      Object instance = type.getDeclaredConstructor().newInstance();
      if (instance instanceof Implementation subject) {
        return subject;
      }
      throw new BadInput(
          "the class %s does not implement %s"
              .formatted(implementation, Implementation.class.getName()));
    } catch (ClassNotFoundException | LinkageError e) {
      throw new BadInput(
          "there is no implementation '%s': Etalon's own are %s, and it is no class on the class path%s"
              .formatted(
                  implementation,
                  String.join(", ", Subjects.all().stream().map(Implementation::name).toList()),
                  classPath.isEmpty() ? "; --class-path says where to look" : " " + classPath));
    } catch (InvocationTargetException e) {
      throw new BadInput("the class %s cannot be made: %s".formatted(implementation, e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new BadInput(
          "the class %s has no public constructor without parameters".formatted(implementation));
    }
  }

  private URL[] urls() {
    List<URL> urls = new ArrayList<>();
    for (Path path : classPath) {
      if (!Files.exists(path)) {
        throw new BadInput("--class-path names '%s', which is not there".formatted(path));
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new BadInput("--class-path names '%s', which is no path".formatted(path));
      }
    }
    return urls.toArray(URL[]::new);
  }
}

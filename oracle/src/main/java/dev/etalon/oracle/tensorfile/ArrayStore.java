package dev.etalon.oracle.tensorfile;

import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Named arrays in a folder under a key, in any of the forms that are read. */
public enum ArrayStore {
  /** {@code KEY.npz}. */
  NPZ(".npz"),
  /** A folder {@code KEY} with a file {@code NAME.npy} for each array. */
  NPY(""),
  /** {@code KEY.safetensors}. */
  SAFETENSORS(".safetensors");

  private static final String ARRAY = ".npy";

  private final String suffix;

  ArrayStore(String suffix) {
    this.suffix = suffix;
  }

  /** Where the arrays of a key lie. */
  public Path place(Path folder, String key) {
    return folder.resolve(key + suffix);
  }

  /** Whether there is something under a key, in any form. */
  public static boolean exists(Path folder, String key) {
    return !forms(folder, key).isEmpty();
  }

  private static List<ArrayStore> forms(Path folder, String key) {
    List<ArrayStore> forms = new ArrayList<>();
    for (ArrayStore form : values()) {
      if (Files.exists(form.place(folder, key), LinkOption.NOFOLLOW_LINKS)) {
        forms.add(form);
      }
    }
    return forms;
  }

  /**
   * The arrays under a key, whatever their form; empty if there are none.
   *
   * @throws MalformedFileException if they are not what they should be, or there in two forms
   */
  public static Optional<Map<String, Tensor>> read(Path folder, String key) throws IOException {
    List<ArrayStore> forms = forms(folder, key);
    if (forms.isEmpty()) {
      return Optional.empty();
    }
    if (forms.size() > 1) {
      throw new MalformedFileException(
          "%s and %s are both there; one must go"
              .formatted(
                  forms.get(0).place(folder, key), forms.get(1).place(folder, key).getFileName()));
    }
    ArrayStore form = forms.get(0);
    Path place = form.place(folder, key);
    return Optional.of(
        switch (form) {
          case NPZ -> Npz.read(Limits.read(place, Limits.FILE_BYTES), place.toString());
          case SAFETENSORS ->
              Safetensors.read(Limits.read(place, Limits.FILE_BYTES), place.toString());
          case NPY -> readFolder(place);
        });
  }

  private static Map<String, Tensor> readFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(folder + " is no folder of .npy files");
    }
    Map<String, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path file : entries) {
        String name = file.getFileName().toString();
        String array = name.endsWith(ARRAY) ? name.substring(0, name.length() - 4) : "";
        if (!ArrayName.isAllowed(array) || files.size() >= Limits.ARRAYS) {
          throw new MalformedFileException(
              "%s has the file '%s'; allowed are up to %d files NAME.npy, %s"
                  .formatted(folder, ArrayName.shown(name), Limits.ARRAYS, ArrayName.RULE));
        }
        files.put(array, file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    long elements = 0;
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path path = file.getValue();
      Tensor array = Npy.read(Limits.read(path, Limits.FILE_BYTES), path.toString());
      elements += array.size();
      if (elements > Limits.ELEMENTS_OF_FILE) {
        throw new MalformedFileException(
            "%s has more than %d elements".formatted(folder, Limits.ELEMENTS_OF_FILE));
      }
      arrays.put(file.getKey(), array);
    }
    return arrays;
  }

  /**
   * Writes arrays under a key where nothing is yet.
   *
   * @throws IOException if something is there already, or it cannot be written
   */
  public void write(Path folder, String key, Map<String, Tensor> arrays) throws IOException {
    Path place = place(folder, key);
    switch (this) {
      case NPZ -> create(place, Npz.write(arrays));
      case SAFETENSORS -> create(place, Safetensors.write(arrays));
      case NPY -> {
        Files.createDirectory(place);
        for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
          create(place.resolve(array.getKey() + ARRAY), Npy.write(array.getValue()));
        }
      }
    }
  }

  private static void create(Path file, byte[] content) throws IOException {
    Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}

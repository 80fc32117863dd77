package dev.etalon.oracle.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir private Path parent;

  @Test
  void whatAKilledOwnerLeftIsRemovedAndNothingElse() throws Exception {
    // its lock is there, and nobody holds it
    Path abandoned = Files.createDirectories(parent.resolve("etalon-1/work/deep")).getParent();
    Files.createFile(abandoned.getParent().resolve(".lock"));
    Files.writeString(abandoned.resolve("junk"), "x");
    Path other = Files.createDirectory(parent.resolve("other-2"));
    Files.createFile(other.resolve(".lock"));
    Path unlocked = Files.createDirectory(parent.resolve("etalon-3"));
    Path target = Files.createDirectory(parent.resolve("target"));
    Files.createFile(target.resolve(".lock"));
    Path link = Files.createSymbolicLink(parent.resolve("etalon-4"), target);

    TemporaryFolder.removeAbandoned(parent);

    assertThat(abandoned.getParent()).doesNotExist();
    assertThat(other.resolve(".lock")).exists();
    assertThat(unlocked).exists();
    assertThat(link).exists();
    assertThat(target.resolve(".lock")).exists();
  }

  @Test
  void whatSomebodyHoldsStays() throws Exception {
    Path path;
    try (TemporaryFolder folder = new TemporaryFolder()) {
      path = folder.path();
      assertThat(path.resolve(".lock")).exists();
      TemporaryFolder.removeAbandoned(path.getParent());
      assertThat(path).exists();
    }
    assertThat(path).doesNotExist();
  }
}

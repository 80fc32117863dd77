package dev.etalon.reports.html;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** What a page carries inside itself: style, scripts, packed data. */
final class Asset {
  private static final Pattern INDENTATION = Pattern.compile("\\n\\s+");

  private Asset() {}

  /** A resource of this package. */
  static String text(String name) {
    try (InputStream stream = Asset.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the page's " + name + " is not in the class path");
      }
      return withoutIndentation(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tenth of a page would be the templates' indentation. */
  static String withoutIndentation(String text) {
    return INDENTATION.matcher(text).replaceAll("\n");
  }

  /** Deflated (RFC 1951) and in Base64, which needs no escapes in HTML. */
  static String packed(String text) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packing = new DeflaterOutputStream(bytes, deflater)) {
      packing.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** By which a page's policy knows its own script from any other. */
  static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

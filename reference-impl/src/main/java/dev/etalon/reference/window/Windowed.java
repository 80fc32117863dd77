package dev.etalon.reference.window;

/** An operator each of whose output positions reads its input through a window. */
public interface Windowed {
  Window window();
}

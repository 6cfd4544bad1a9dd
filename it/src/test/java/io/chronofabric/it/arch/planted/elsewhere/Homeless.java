package io.chronofabric.it.arch.planted.elsewhere;

/** Lives, on purpose, where no room is. */
final class Homeless {}

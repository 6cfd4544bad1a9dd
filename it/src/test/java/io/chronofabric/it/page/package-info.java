/** Pages of the documentation, as somebody follows them who copies their commands into a shell. */
package io.chronofabric.it.page;

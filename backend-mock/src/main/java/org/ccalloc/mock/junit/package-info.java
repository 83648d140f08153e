/** The mock in tests of JUnit 5, which whoever wants this package has on the path anyway. */
package org.ccalloc.mock.junit;

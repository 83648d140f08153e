package org.ccalloc.spi;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * An MBean in the platform's server. The only class that touches JMX, which may be missing.
 *
 * @param name under which it is there
 */
record MBeanRegistration(ObjectName name) {

    /**
     * Registers under the name of the allocator.
     *
     * @param bean to be registered
     * @return the registration
     * @throws IllegalStateException if the name is taken
     */
    static MBeanRegistration unique(CcAllocatorMXBean bean) {
        ObjectName name = name(bean, "");
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
        } catch (InstanceAlreadyExistsException e) {
            throw new IllegalStateException(
                    "MBean: name=" + name + " is taken (expected an allocator that is not shown yet)", e);
        } catch (JMException e) {
            throw refused(name, e);
        }
        return new MBeanRegistration(name);
    }

    /**
     * Registers under the name of the allocator, or, if that is taken, that and the lowest number that is free.
     *
     * @param bean to be registered
     * @return the registration
     */
    static MBeanRegistration numbered(CcAllocatorMXBean bean) {
        for (int number = 1; ; number++) {
            ObjectName name = name(bean, number == 1 ? "" : ",instance=" + number);
            try {
                ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
                return new MBeanRegistration(name);
            } catch (InstanceAlreadyExistsException _) {
                // The next number.
            } catch (JMException e) {
                throw refused(name, e);
            }
        }
    }

    String objectName() {
        return name.getCanonicalName();
    }

    void end() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException _) {
            // Gone already.
        } catch (JMException e) {
            throw refused(name, e);
        }
    }

    private static ObjectName name(CcAllocatorMXBean bean, String more) {
        try {
            return new ObjectName("org.ccalloc:type=CcAllocator,name=" + bean.getName() + more);
        } catch (JMException e) {
            throw new IllegalStateException(
                    "MBean: name=" + bean.getName() + " (expected lower case letters, digits and hyphens)", e);
        }
    }

    private static IllegalStateException refused(ObjectName name, JMException e) {
        return new IllegalStateException("MBean: name=" + name + " is refused by the MBean server", e);
    }
}

package io.stackblaze.server.store;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/** The database, at the newest schema, with a small pool. */
public final class Store implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Store(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Connects and brings the schema up to date.
     *
     * @throws StoreException when it cannot be reached, or holds what a newer StackBlaze made
     */
    public static Store open(DatabaseAddress address) throws StoreException {
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(settings(address));
            Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
            return new Store(pool);
        } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
            if (pool != null) {
                pool.close();
            }
            throw new StoreException("The database " + address + " cannot be used: " + e.getMessage()
                    + ". See that it runs and that the account may create tables.", e);
        }
    }

    /** For SQL. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** For libraries that bring their own SQL. */
    public DataSource dataSource() {
        return pool;
    }

    /** Whether the database answers. */
    public boolean answers() {
        try {
            return jdbi.withHandle(handle -> handle.createQuery("select 1").mapTo(Integer.class).one()) == 1;
        } catch (org.jdbi.v3.core.JdbiException _) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static HikariConfig settings(DatabaseAddress address) {
        var settings = new HikariConfig();
        settings.setPoolName("store");
        settings.setJdbcUrl(address.jdbcUrl());
        settings.setUsername(address.user());
        settings.setPassword(address.password());
        settings.setMaximumPoolSize(CONNECTIONS);
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(10_000);
        settings.setInitializationFailTimeout(20_000);
        settings.addDataSourceProperty("ApplicationName", "stackblaze");
        return settings;
    }
}

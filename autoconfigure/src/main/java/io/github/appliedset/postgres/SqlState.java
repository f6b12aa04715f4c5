package io.github.appliedset.postgres;

/** PostgreSQL's error codes by the names it gives them. */
public final class SqlState {

    public static final String FEATURE_NOT_SUPPORTED = "0A000";
    public static final String PROTOCOL_VIOLATION = "08P01";
    public static final String CONNECTION_FAILURE = "08006";
    public static final String CONNECTION_REJECTED = "08004";
    public static final String INVALID_PARAMETER_VALUE = "22023";
    public static final String INVALID_TEXT_REPRESENTATION = "22P02";
    public static final String UNTRANSLATABLE_CHARACTER = "22P05";
    public static final String UNIQUE_VIOLATION = "23505";
    public static final String ACTIVE_SQL_TRANSACTION = "25001";
    public static final String READ_ONLY_SQL_TRANSACTION = "25006";
    public static final String DEPENDENT_OBJECTS_STILL_EXIST = "2BP01";
    public static final String INVALID_TRANSACTION_TERMINATION = "2D000";
    public static final String INVALID_CATALOG_NAME = "3D000";
    public static final String INVALID_SCHEMA_NAME = "3F000";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK_DETECTED = "40P01";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String INVALID_FOREIGN_KEY = "42830";
    public static final String INVALID_COLUMN_REFERENCE = "42P10";
    public static final String DUPLICATE_COLUMN = "42701";
    public static final String UNDEFINED_COLUMN = "42703";
    public static final String UNDEFINED_OBJECT = "42704";
    public static final String DUPLICATE_OBJECT = "42710";
    public static final String DUPLICATE_FUNCTION = "42723";
    public static final String AMBIGUOUS_FUNCTION = "42725";
    public static final String DATATYPE_MISMATCH = "42804";
    public static final String WRONG_OBJECT_TYPE = "42809";
    public static final String UNDEFINED_FUNCTION = "42883";
    public static final String UNDEFINED_TABLE = "42P01";
    public static final String DUPLICATE_DATABASE = "42P04";
    public static final String DUPLICATE_SCHEMA = "42P06";
    public static final String DUPLICATE_TABLE = "42P07";
    public static final String INVALID_FUNCTION_DEFINITION = "42P13";
    public static final String INVALID_TABLE_DEFINITION = "42P16";
    public static final String OUT_OF_MEMORY = "53200";
    public static final String TOO_MANY_CONNECTIONS = "53300";
    public static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
    public static final String OBJECT_IN_USE = "55006";
    public static final String CANT_CHANGE_RUNTIME_PARAM = "55P02";
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String UNSAFE_NEW_ENUM_VALUE_USAGE = "55P04";
    public static final String QUERY_CANCELED = "57014";
    public static final String DATABASE_DROPPED = "57P04";

    private SqlState() {}
}

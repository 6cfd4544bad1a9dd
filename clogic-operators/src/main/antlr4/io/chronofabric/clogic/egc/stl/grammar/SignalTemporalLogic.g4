/*
 * Signal Temporal Logic as rules write it. One rule holds terms and formulas alike, so that
 * parentheses need no look-ahead; which of the two a place needs is checked when the tree is built,
 * where a message can say it in plain words. The order of the alternatives is the precedence,
 * highest first; every binary operator is left-associative.
 *
 * Units and function names are no keywords: a signal may be called s, min or abs.
 */
grammar SignalTemporalLogic;

/* The last assertion is the formula; those before it give names to parts of it. */
formula : assertion ( SEMICOLON assertion )* SEMICOLON* EOF ;

assertion : ( IDENTIFIER ASSIGN )? expression ;

expression
    : LPAREN expression RPAREN                                              # Parenthesized
    | IDENTIFIER LPAREN ( expression ( COMMA expression )* )? RPAREN        # Call
    | op=( RISE | FALL ) LPAREN expression RPAREN                           # Edge
    | TRUE                                                                  # True
    | FALSE                                                                 # False
    | NUMBER                                                                # Number
    | IDENTIFIER                                                            # SignalName
    | PARAMETER                                                             # ParameterName
    | MINUS expression                                                      # Minus
    | expression op=( TIMES | DIVIDE ) expression                           # Product
    | expression op=( PLUS | MINUS ) expression                             # Sum
    | expression op=( LE | LT | GE | GT | EQ | NE ) expression              # Compare
    | NOT expression                                                        # Negation
    | op=( ALWAYS | EVENTUALLY | HISTORICALLY | ONCE ) interval? expression # Window
    | op=( PREV | S_PREV | NEXT | S_NEXT ) expression                       # Neighbour
    | expression op=( UNTIL | UNLESS | SINCE ) interval? expression         # Reach
    | expression AND expression                                             # And
    | expression OR expression                                              # Or
    | expression IMPLIES expression                                         # Implies
    | expression IFF expression                                             # Iff
    | expression XOR expression                                             # Xor
    ;

interval : LBRACKET bound ( COMMA | COLON ) bound RBRACKET ;

bound : MINUS? ( NUMBER | PARAMETER | name=IDENTIFIER ) unit=IDENTIFIER? ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
COMMA : ',' ;
COLON : ':' ;
SEMICOLON : ';' ;
ASSIGN : '=' ;

PLUS : '+' ;
MINUS : '-' ;
TIMES : '*' ;
DIVIDE : '/' ;

LE : '<=' ;
LT : '<' ;
GE : '>=' ;
GT : '>' ;
EQ : '==' ;
NE : '!==' | '!=' ;

NOT : 'not' | '!' ;
AND : 'and' | '&' | '&&' ;
OR : 'or' | '|' | '||' ;
IMPLIES : 'implies' | '->' ;
IFF : 'iff' | '<->' ;
XOR : 'xor' ;

ALWAYS : 'always' | 'G' ;
EVENTUALLY : 'eventually' | 'F' ;
HISTORICALLY : 'historically' | 'H' ;
ONCE : 'once' | 'O' ;
UNTIL : 'until' | 'U' ;
UNLESS : 'unless' | 'W' ;
SINCE : 'since' | 'S' ;
PREV : 'prev' | 'Y' ;
S_PREV : 's_prev' | 'sY' ;
NEXT : 'next' | 'X' ;
S_NEXT : 's_next' | 'sX' ;
RISE : 'rise' ;
FALL : 'fall' ;

TRUE : 'true' | 'TRUE' ;
FALSE : 'false' | 'FALSE' ;

NUMBER : ( DIGIT+ ( '.' DIGIT* )? | '.' DIGIT+ ) ( [eE] [+-]? DIGIT+ )? ;
IDENTIFIER : WORD ( '.' WORD )* ;
PARAMETER : '$' WORD ;

WHITESPACE : [ \t\r\n\f]+ -> skip ;
COMMENT : '/*' .*? '*/' -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> skip ;

/* Anything else is left for the parser to complain about, at its place. */
UNKNOWN : . ;

fragment WORD : [A-Za-z_] [A-Za-z0-9_]* ;
fragment DIGIT : [0-9] ;

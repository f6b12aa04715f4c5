package com.example.shop.catalog;

import org.springframework.stereotype.Component;

@Component
public class Catalog {}

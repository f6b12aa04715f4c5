package com.example.shop.inventory;

import com.example.shop.catalog.Catalog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

@Component
public class Inventory {

    Inventory(ObjectProvider<Catalog> catalog) {}
}

package com.example.shop.orders;

import com.example.shop.inventory.Inventory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

@Component
public class Orders {

    Orders(ObjectProvider<Inventory> inventory) {}
}

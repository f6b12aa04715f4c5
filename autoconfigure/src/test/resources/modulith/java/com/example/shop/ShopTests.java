package com.example.shop;

import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class ShopTests {}
